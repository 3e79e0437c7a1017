"""How a text falls into words, for whatever compares two of them. Pure."""

# Scripts written without blanks between words, which are compared sign by sign: Thai to
# Burmese, Khmer, kana, Han and Hangul.
SIGNS = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# Vowel signs and accents belong to the word they stand in, but are no letters to ``\w``.
MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0dff"
)
