//! Points of time as people write them.

use openmf::PresentationTime;

/// Reads seconds (`1.5`) or `[hh:]mm:ss[.fff]`, to the unit of 100 ns.
pub(crate) fn parse_time(text: &str) -> Result<PresentationTime, String> {
    let wrong = || format!("'{text}' is not a time: seconds or [hh:]mm:ss[.fff]");
    let fields: Vec<&str> = text.split(':').collect();
    let (seconds, larger) = fields.split_last().ok_or_else(wrong)?;
    if larger.len() > 2 {
        return Err(wrong());
    }
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    let number = |digits: &str| -> Result<i64, String> {
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        digits.parse::<i64>().map_err(|_| wrong())
    };
    let mut total = 0_i64;
    for (index, field) in larger.iter().chain([&whole]).enumerate() {
        let value = number(field)?;
        // Only the largest field may be more than 59.
        if index > 0 && value > 59 {
            return Err(wrong());
        }
        total = total
            .checked_mul(60)
            .and_then(|total| total.checked_add(value))
            .ok_or_else(wrong)?;
    }
    let mut units = total.checked_mul(10_000_000).ok_or_else(wrong)?;
    if seconds.contains('.') {
        number(fraction)?;
        let digits: String = fraction.chars().chain("0000000".chars()).take(7).collect();
        units = units.checked_add(number(&digits)?).ok_or_else(wrong)?;
    }
    Ok(PresentationTime::from_100ns(units))
}

/// `1:02:03.4` as `1:02:03`, `62` as `1:02`; whole seconds.
pub(crate) fn show_time(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_seconds_or_clock_times() {
        for (text, units) in [
            ("0", 0),
            ("1.5", 15_000_000),
            ("90", 900_000_000),
            ("0.00000019", 1),
            ("01:30", 900_000_000),
            ("90:00", 54_000_000_000),
            ("1:00:00.001", 36_000_010_000),
            ("100:00:01", 3_600_010_000_000),
        ] {
            assert_eq!(
                parse_time(text).map(PresentationTime::as_100ns),
                Ok(units),
                "{text}"
            );
        }
        for text in [
            "",
            "x",
            "-1",
            "+1",
            "1.",
            ".5",
            "1:60",
            "1:60:00",
            "1:2:3:4",
            "1:",
            ":1",
            "1e3",
            "9223372036854775807",
        ] {
            assert_eq!(
                parse_time(text),
                Err(format!("'{text}' is not a time: seconds or [hh:]mm:ss[.fff]"))
            );
        }
    }

    #[test]
    fn times_are_shown_to_the_second() {
        let shown = [0.0, 59.99, 62.0, 3_723.4].map(show_time);
        assert_eq!(shown, ["0:00", "0:59", "1:02", "1:02:03"]);
    }
}
