//! Extended colour information: as attributes, and packed as `DXVA2_ExtendedFormat`.

use openmf_core::{AttributeValue, Attributes, Guid, guids};

/// How the colours of a picture are meant. Fields are the values of the enumerations of the same names; 0 is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ColorInfo {
    pub(crate) chroma_siting: u32,
    pub(crate) nominal_range: u32,
    pub(crate) matrix: u32,
    pub(crate) lighting: u32,
    pub(crate) primaries: u32,
    pub(crate) transfer: u32,
}

/// Source: `DXVA2_ExtendedFormat`: the first bit and the number of bits of each field; the lowest eight bits are the
/// sample format.
const FIELDS: [(u32, u32); 6] = [(8, 4), (12, 3), (15, 3), (18, 4), (22, 5), (27, 5)];

const KEYS: [Guid; 6] = [
    guids::MF_MT_VIDEO_CHROMA_SITING,
    guids::MF_MT_VIDEO_NOMINAL_RANGE,
    guids::MF_MT_YUV_MATRIX,
    guids::MF_MT_VIDEO_LIGHTING,
    guids::MF_MT_VIDEO_PRIMARIES,
    guids::MF_MT_TRANSFER_FUNCTION,
];

impl ColorInfo {
    fn values(self) -> [u32; 6] {
        [
            self.chroma_siting,
            self.nominal_range,
            self.matrix,
            self.lighting,
            self.primaries,
            self.transfer,
        ]
    }

    fn of(values: [u32; 6]) -> Self {
        let [
            chroma_siting,
            nominal_range,
            matrix,
            lighting,
            primaries,
            transfer,
        ] = values;
        Self {
            chroma_siting,
            nominal_range,
            matrix,
            lighting,
            primaries,
            transfer,
        }
    }

    pub(crate) fn from_attributes(attributes: &Attributes) -> Self {
        Self::of(KEYS.map(|key| match attributes.item(&key) {
            Some(AttributeValue::U32(value)) => value,
            _ => 0,
        }))
    }

    /// Sets what is known.
    pub(crate) fn write_to(self, attributes: &Attributes) {
        for (key, value) in KEYS.into_iter().zip(self.values()) {
            if value != 0 {
                attributes.set_item(key, AttributeValue::U32(value));
            }
        }
    }

    /// The upper 24 bits of `DXVA2_ExtendedFormat`. A value that its field cannot hold is unknown (0).
    pub(crate) fn to_dxva(self) -> u32 {
        let fields = FIELDS.into_iter().zip(self.values());
        fields.fold(0, |packed, ((first, count), value)| {
            let fits = value < 1 << count;
            packed | if fits { value << first } else { 0 }
        })
    }

    pub(crate) fn from_dxva(packed: u32) -> Self {
        Self::of(FIELDS.map(|(first, count)| (packed >> first) & ((1 << count) - 1)))
    }
}

/// Source: `DXVA2_SampleFormat`, whose first values are those of `MFVideoInterlaceMode`; the others have no equal.
pub(crate) fn sample_format(interlace_mode: u32) -> u32 {
    if interlace_mode <= 6 { interlace_mode } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_lie_where_the_structure_has_them() {
        let info = ColorInfo {
            chroma_siting: 6,
            nominal_range: 2,
            matrix: 1,
            lighting: 3,
            primaries: 2,
            transfer: 5,
        };
        assert_eq!(
            info.to_dxva(),
            6 << 8 | 2 << 12 | 1 << 15 | 3 << 18 | 2 << 22 | 5 << 27
        );
        assert_eq!(ColorInfo::from_dxva(info.to_dxva() | 0x2), info);
        let wide = ColorInfo { matrix: 9, ..info };
        assert_eq!(
            ColorInfo::from_dxva(wide.to_dxva()).matrix,
            0,
            "nine does not fit three bits"
        );
    }
}
