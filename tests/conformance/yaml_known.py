"""Cases of the yaml-test-suite that we read otherwise, each with its reason. The list may only shrink.

Most of them are libyaml's (0.2.5): it is a YAML 1.1 parser that accepts nearly all of 1.2. None of them occurs in the public documents.
"""

KNOWN: dict[str, tuple[str, ...]] = {
    "we refuse a mapping or a list as a key: JSON has no such thing, and no pointer leads there": (
        "4FJ6", "6BFJ", "6PBE", "9MMW", "KK5P", "LX3P", "M2N8/00", "M2N8/01", "M5DY", "Q9WF", "RZP5", "SBG9", "V9D5", "X38W", "XW4D",
    ),
    "we drop documents of a stream that say nothing: `---` at the end of a file is no document": ("6ZKB", "9DXL", "PUW8"),
    "libyaml refuses an empty key in block style, and a value alone in flow style": (
        "2JQS", "4ABK", "6M2F", "CFD4", "FRK4", "NHX8", "NKF9", "S3PD", "SM9W/01", "UKK6/00",
    ),
    "libyaml refuses a key whose ':' stands on the next line": ("4MUZ/01", "4MUZ/02", "5MUD", "9SA2", "K3WX", "NJ66", "UT92", "VJP3/01"),
    "libyaml takes ':' or '?' in flow style for an indicator though a text goes on": ("58MP", "5T43", "652Z", "DBG4", "HM87/00", "HM87/01"),
    "libyaml refuses some tabs that separate, and blank lines with tabs": (
        "6BCT", "96NN/00", "96NN/01", "A2M4", "DK95/00", "DK95/03", "DK95/04", "R4YG", "Y79Y/001", "Y79Y/010",
    ),
    "libyaml ends a document without indentation too early, or needs `---` after `...`": ("7Z25", "DK3J", "FP8R", "M7A3", "W4TN"),
    "libyaml expects a document before `...`": ("HWV9", "QT73"),
    "libyaml allows only letters, digits, '-' and '_' in names of anchors": ("2SXE", "8XYN", "W5VH", "Y2GN"),
    "libyaml refuses directives and versions that it does not know": ("2LFX", "6LVF", "BEC7", "MUS6/05", "MUS6/06"),
    "libyaml counts the blank lines at the end of a block text otherwise": ("JEF9/02", "L24T/01"),
    "libyaml accepts a comment without a space before it": ("9JBA", "CVW2", "SU5Z", "X4QW"),
    "libyaml accepts less indentation than YAML wants": ("9C9N", "DK95/01", "QB6E", "S98Z", "Y79Y/003"),
    "libyaml accepts '-' as a text in flow style": ("G5U8", "YJV2"),
    "libyaml accepts a directive that no `...` precedes": ("9HCY", "EB22", "RHX7"),
}  # fmt: skip
