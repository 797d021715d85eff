use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::name;

/// Refuses outputs that would destroy an input or each other, also through links and other spellings.
///
/// `file:` URLs among the inputs are compared by their path as written; an output that does not exist yet is compared
/// by its folder and name.
pub(crate) fn refuse_overwriting(inputs: &[&OsStr], outputs: &[(&str, &Path)]) -> Result<(), String> {
    for (at, (option, output)) in outputs.iter().enumerate() {
        let input = inputs.iter().find(|input| {
            let path = name::behind(input, "file://").unwrap_or_else(|| input.to_os_string());
            is_same(Path::new(&path), output)
        });
        if let Some(input) = input {
            return Err(format!(
                "{option} {} would overwrite the input {}",
                output.display(),
                name::shown(input)
            ));
        }
        let earlier = outputs
            .iter()
            .take(at)
            .find(|(_, earlier)| is_same(earlier, output));
        if let Some((earlier, _)) = earlier {
            return Err(format!(
                "{earlier} and {option} name the same file {}",
                output.display()
            ));
        }
    }
    Ok(())
}

#[cfg(unix)]
fn inode(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    // Only files can be destroyed: several outputs may go to one device.
    let metadata = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn inode(_path: &Path) -> Option<(u64, u64)> {
    None
}

fn is_same(one: &Path, other: &Path) -> bool {
    let linked = inode(one).is_some() && inode(one) == inode(other);
    let is_device = [one, other].iter().any(|path| path.exists() && !path.is_file());
    linked || (!is_device && identity(one) == identity(other))
}

fn identity(path: &Path) -> (PathBuf, OsString) {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = match whole.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    (
        folder.canonicalize().unwrap_or(folder),
        whole.file_name().unwrap_or_default().to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_and_other_outputs_are_kept() {
        let here = env!("CARGO_MANIFEST_DIR");
        let manifest = format!("{here}/Cargo.toml");
        let roundabout = format!("{here}/src/../Cargo.toml");
        let new = format!("{here}/new.wav");
        let new_again = format!("{here}/src/../new.wav");
        let refused = |inputs: &[&str], outputs: &[(&str, &Path)]| {
            let inputs: Vec<&OsStr> = inputs.iter().map(OsStr::new).collect();
            refuse_overwriting(&inputs, outputs).is_err()
        };
        assert!(refused(&[&manifest], &[("--dot", Path::new(&roundabout))]));
        assert!(refused(
            &[&format!("file://{manifest}")],
            &[("--dot", Path::new(&roundabout))]
        ));
        assert!(refused(
            &["a"],
            &[
                ("--audio wav:", Path::new(&new)),
                ("--video y4m:", Path::new(&new_again))
            ]
        ));
        assert!(!refused(
            &[&manifest],
            &[("--audio wav:", Path::new(&new)), ("--dot", Path::new("x.dot"))]
        ));
    }
}
