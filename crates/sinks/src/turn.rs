//! Planar pictures turned by quarters, for what shows them as they are stored.

use openmf_core::{FrameLayout, FrameSize, PixelFormat, Result};

/// The format and the size of a picture that was turned clockwise by `quarters`.
///
/// 4:2:2 becomes 4:4:4 where rows and columns are exchanged, since its chroma would then be halved in height alone.
pub(crate) fn turned_shape(format: PixelFormat, size: FrameSize, quarters: u32) -> (PixelFormat, FrameSize) {
    if quarters.is_multiple_of(2) {
        return (format, size);
    }
    let format = match format {
        PixelFormat::I422 => PixelFormat::I444,
        PixelFormat::I210 => PixelFormat::I410,
        PixelFormat::I212 => PixelFormat::I412,
        format => format,
    };
    let size = FrameSize {
        width: size.height,
        height: size.width,
    };
    (format, size)
}

/// Turns a planar picture clockwise by `quarters` into a packed one.
///
/// # Errors
/// - [`openmf_core::Error::InvalidMediaType`]: the size is none of a picture.
pub(crate) fn turn(bytes: &[u8], layout: &FrameLayout, quarters: u32) -> Result<Vec<u8>> {
    let (format, size) = turned_shape(layout.format(), layout.size(), quarters);
    let target = FrameLayout::packed(format, size)?;
    let width = format.bytes_per_component();
    let mut turned = vec![0; target.required_len()];
    for (from, to) in layout.planes().iter().zip(target.planes()) {
        let (columns, rows) = (from.width_bytes / width, from.rows);
        // 2 where 4:2:2 becomes 4:4:4: each value of a row stands for two.
        let repeat = if quarters.is_multiple_of(2) || columns == 0 {
            1
        } else {
            to.rows.div_ceil(columns).max(1)
        };
        for y in 0..to.rows {
            let start = to.offset + y * to.stride;
            let Some(row) = turned.get_mut(start..start + to.width_bytes) else {
                continue;
            };
            for (x, value) in row.chunks_exact_mut(width).enumerate() {
                let (column, line) = match quarters % 4 {
                    0 => (x, y),
                    1 => (y / repeat, rows.saturating_sub(x + 1)),
                    2 => (columns.saturating_sub(x + 1), rows.saturating_sub(y + 1)),
                    _ => (columns.saturating_sub(y / repeat + 1), x),
                };
                let at = from.offset + line * from.stride + column * width;
                if let Some(source) = bytes.get(at..at + width) {
                    value.copy_from_slice(source);
                }
            }
        }
    }
    Ok(turned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_turn_clockwise() {
        let size = FrameSize { width: 3, height: 2 };
        let gray = FrameLayout::packed(PixelFormat::I400, size).unwrap();
        let table = [
            (0, vec![1, 2, 3, 4, 5, 6]),
            (1, vec![4, 1, 5, 2, 6, 3]),
            (2, vec![6, 5, 4, 3, 2, 1]),
            (3, vec![3, 6, 2, 5, 1, 4]),
        ];
        for (quarters, expected) in table {
            assert_eq!(
                turn(&[1, 2, 3, 4, 5, 6], &gray, quarters).unwrap(),
                expected,
                "{quarters}"
            );
        }
        // 4:2:0 with odd sizes: 2 x 1 values of chroma become 1 x 2.
        let layout = FrameLayout::packed(PixelFormat::I420, size).unwrap();
        let turned = turn(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], &layout, 1).unwrap();
        assert_eq!(turned, [4, 1, 5, 2, 6, 3, 7, 8, 9, 10]);
        // 4:2:2 becomes 4:4:4.
        let wide = FrameSize { width: 4, height: 1 };
        let layout = FrameLayout::packed(PixelFormat::I422, wide).unwrap();
        assert_eq!(turned_shape(PixelFormat::I422, wide, 1).0, PixelFormat::I444);
        let bytes = [1, 2, 3, 4, 5, 6, 7, 8];
        assert_eq!(
            turn(&bytes, &layout, 1).unwrap(),
            [1, 2, 3, 4, 5, 5, 6, 6, 7, 7, 8, 8]
        );
        assert_eq!(
            turn(&bytes, &layout, 3).unwrap(),
            [4, 3, 2, 1, 6, 6, 5, 5, 8, 8, 7, 7]
        );
        assert_eq!(turn(&bytes, &layout, 2).unwrap(), [4, 3, 2, 1, 6, 5, 8, 7]);
    }
}
