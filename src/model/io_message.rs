//! What the operating system says of a file, in words for a person. Every crate that opens files uses it.

use std::io;

/// An I/O error in words, without "(os error 2)".
pub fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotADirectory => "it is not a folder".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or_default().to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn no_number_of_the_system_gets_out() {
        for number in [1, 2, 5, 13, 20, 21, 24, 28, 30, 36, 40] {
            let words = plain(&std::io::Error::from_raw_os_error(number));
            assert!(!words.contains("os error") && !words.is_empty(), "{words}");
        }
        assert_eq!(plain(&std::io::Error::other("the line is dead")), "the line is dead");
    }
}
