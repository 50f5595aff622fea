using System.Text;

namespace Platform.Fuzz.Inputs;

/// <summary>Lists texts that programs often mishandle, each derived from a valid one.</summary>
internal static class Texts
{
    private const string Emoji = "😀";

    public static IReadOnlyList<(string Name, Func<string, Text> Make)> All { get; } =
    [
        // Characters that cannot be stored or cannot be written again.
        ("NUL in it", valid => Middle(valid, "\0")),
        ("nothing but NUL", _ => "\0"),
        ("first half of a pair", valid => Middle(valid, "\ud800")),
        ("second half of a pair", valid => valid + "\udc00"),
        ("halves in the wrong order", valid => "\ude00\ud83d" + valid),
        ("emoji cut at its end", valid => valid + "\ud83d"),
        ("bytes that are no UTF-8", valid => Text.Raw([.. Encoding.UTF8.GetBytes(valid), 0xC3, 0x28, 0xFF])),
        ("NUL in two bytes", valid => Text.Raw([.. Encoding.UTF8.GetBytes(valid), 0xC0, 0x80])),
        ("half of a pair in three bytes", valid => Text.Raw([.. Encoding.UTF8.GetBytes(valid), 0xED, 0xA0, 0x80])),
        ("beyond U+10FFFF", valid => Text.Raw([.. Encoding.UTF8.GetBytes(valid), 0xF4, 0x90, 0x80, 0x80])),

        // Texts that are difficult to normalise, to compare or to display.
        ("U+FFFE", valid => Middle(valid, "\ufffe")),
        ("U+FFFF", valid => Middle(valid, "\uffff")),
        ("a noncharacter of a higher plane", valid => Middle(valid, "\U0001fffe")),
        ("U+10FFFF", valid => valid + "\U0010ffff"),
        ("right-to-left override", valid => Middle(valid, "\u202e")),
        ("unclosed isolate", valid => "\u2067" + valid),
        ("decomposed", valid => valid + "e\u0301\u1100\u1161\u11a8"),
        ("grows when composed", valid => valid + string.Concat(Enumerable.Repeat("\u0958\ufb2c", 20))),
        ("a thousand marks on a letter", valid => valid + "o" + new string('\u0302', 1_000)),
        ("begins with a mark", valid => "\u0301" + valid),
        ("letters whose case is special", valid => valid + "İıßẞſKÅǅ\u0130\u0149"),
        ("invisible characters", valid => valid + "\u200b\u200d\u2060\ufeff\u00ad"),
        ("byte order mark first", valid => "\ufeff" + valid),
        ("line separators", valid => Middle(valid, "\u2028\u2029\u0085")),
        ("control characters", valid => Middle(valid, "\u0001\u001b[31m\u007f\u009b")),
        ("line ends", valid => Middle(valid, "\r\n\t")),
        ("blanks around", valid => "  " + valid + " \t"),
        ("no-break space at its end", valid => valid + "\u00a0\u3000"),
        ("private use", valid => valid + "\ue000\U000f0000"),

        // Extreme lengths.
        ("empty", _ => ""),
        ("blanks", _ => "   "),
        ("255 characters", valid => Fill(valid, 255)),
        ("256 characters", valid => Fill(valid, 256)),
        ("255 characters, the last one half", valid => Fill(valid, 254) + Emoji),
        ("130 emoji", valid => string.Concat(Enumerable.Repeat(Emoji, 130)) + valid),
        ("9,000 characters", valid => Fill(valid, 9_000)),
        ("a mebibyte", valid => Fill(valid, 1 << 20)),

        // Characters with a special meaning in other languages and formats.
        ("percent signs", _ => "%zz%00%u0000%"),
        ("climbs the folders", _ => "../../../../etc/passwd"),
        ("climbs the folders of Windows", _ => "..\\..\\windows\\win.ini"),
        ("climbs, encoded", _ => "%2e%2e%2f%2e%2e%2f"),
        ("SQL", valid => valid + "' OR '1'='1'; --"),
        ("wildcards", valid => "%_\\" + valid + "*?[a-"),
        ("expression that backtracks", _ => "(a+)+$" + new string('a', 60) + "!"),
        ("placeholders", _ => "{0} {{x}} ${y} %s %n $(id) `id`"),
        ("markup", _ => "<script>alert(1)</script>&lt;\"'"),
        ("JSON", _ => "{\"a\":[1,null]}"),
        ("lists", valid => valid + ",x;y|z " + valid),
        ("words for nothing", _ => "null"),
        ("digits of another script", _ => "١٢٣"),
        ("address of another place", _ => "//example.com/\\@127.0.0.1:80"),
    ];

    private static string Middle(string valid, string what) => valid.Insert(valid.Length / 2, what);

    private static string Fill(string valid, int length) => valid.Length >= length ? valid[..length] : valid + new string('x', length - valid.Length);
}
