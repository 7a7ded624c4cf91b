"""Languages a person may type by name, as ISO 639 codes; any other is typed by its code."""

SPOKEN = (
    *("fr", "en", "ar", "es", "pt", "it", "de", "nl", "pl", "ro", "bg", "ru", "uk", "tr", "fa"),
    *("prs", "ps", "ur", "hi", "bn", "ta", "zh", "vi", "th", "ku", "hy", "ka", "sq", "sr", "hr"),
    *("el", "he", "am", "ti", "so", "sw", "ln", "wo", "ff", "bm", "mg", "rcf", "rom", "tl", "br"),
    *("eu", "ca", "oc", "co", "cs", "sk", "hu", "lt", "lv", "fi", "sv", "da", "ja", "ko", "kab"),
)
