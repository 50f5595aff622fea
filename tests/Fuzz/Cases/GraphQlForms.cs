using System.Globalization;
using System.Text;
using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Cases;

/// <summary>Lists documents of unusual forms, independent of the schema.</summary>
internal static class GraphQlForms
{
    public static IReadOnlyList<(string Name, Text Document)> All { get; } =
    [
        ("nothing", ""), ("blanks", " \t\r\n,,,"), ("a comment", "# fuzz"), ("byte order mark", "\ufeff{ __typename }"), ("NUL", "{ __typename }\0"), ("NUL in a name", "{ __type\0name }"),
        ("half of a pair", "{ __typename } # \ud800"), ("half of a pair in a name", "{ a\ud800 }"), ("bytes that are no UTF-8", Text.Raw([.. Encoding.UTF8.GetBytes("{ __typename } # "), 0xFF, 0xC3, 0x28])),
        ("control characters", "{ __typename\u0001\u0007 }"), ("U+FFFF", "{ __typename } # \uffff"), ("unfinished", "{ __typename"), ("unfinished text", "{ a(b: \"c"), ("unfinished block", "{ a(b: \"\"\"c"), ("only brackets", "}{"),
        ("deep selections", string.Concat(Enumerable.Repeat("{ a ", 2_000)) + string.Concat(Enumerable.Repeat("}", 2_000))),
        ("deep lists", "{ a(b: " + new string('[', 5_000) + new string(']', 5_000) + ") }"),
        ("deep objects", "{ a(b: " + string.Concat(Enumerable.Repeat("{a:", 3_000)) + "1" + new string('}', 3_000) + ") }"),
        ("deep types", "query Q($v: " + new string('[', 3_000) + "Int" + new string(']', 3_000) + ") { __typename }"),
        ("10,000 aliases", "{ " + Repeat(10_000, i => $"a{i}: __typename ") + "}"),
        ("2,000 reads", "{ " + Repeat(2_000, i => $"a{i}: all_queues(limit: 1) {{ name }} ") + "}"),
        ("one field 10,000 times", "{ " + Repeat(10_000, _ => "__typename ") + "}"),
        ("fragment of itself", "{ ...A } fragment A on Query { ...A }"),
        ("fragments in a circle", "{ ...A } fragment A on Query { ...B __typename } fragment B on Query { ...C } fragment C on Query { ...A }"),
        ("fragments that double", "{ ...F0 } " + Repeat(30, i => $"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }} ") + "fragment F30 on Query { __typename }"),
        ("fragment nobody knows", "{ ...Nothing }"), ("fragment on nothing", "{ ... on Nothing { a } }"), ("fragment twice", "{ ...A } fragment A on Query { __typename } fragment A on Query { __typename }"),
        ("1,000 fragments", "{ __typename " + Repeat(1_000, i => $"...F{i} ") + "} " + Repeat(1_000, i => $"fragment F{i} on Query {{ __typename }} ")),
        ("directives", "{ __typename @skip(if: \"yes\") @include(if: 1) @nothing @deprecated(reason: null) }"), ("500 directives", "{ __typename " + Repeat(500, _ => "@skip(if: false) ") + "}"),
        ("variable of no type", "query Q($v: Nothing) { __typename }"), ("variable of a type of answers", "query Q($v: QueueGQL!) { __typename }"), ("variable that is missing", "query Q($v: String!) { queue_by_name(name: $v) { name } }"),
        ("variable twice", "query Q($v: Int, $v: Int) { __typename }"), ("default of another type", "query Q($v: Int = \"a\") { __typename }"), ("1,000 variables", "query Q(" + Repeat(1_000, i => $"$v{i}: Int ") + ") { __typename }"),
        ("two without names", "{ __typename } { __typename }"), ("two of one name", "query A { __typename } query A { __typename }"), ("a change", "mutation { a }"), ("a subscription", "subscription { a }"), ("a schema", "type A { b: Int }"), ("an extension", "extend type Query { a: Int }"),
        ("deep introspection", "{ __schema { types { " + string.Concat(Enumerable.Repeat("fields { type { ", 8)) + "name" + string.Concat(Enumerable.Repeat(" } }", 8)) + " } } }"),
        ("the type of nothing", "{ __type(name: \"\\u0000\") { name } }"), ("the type of half a pair", "{ __type(name: \"\\ud800\") { name } }"), ("no such field", "{ unheard_of }"), ("a text as a selection", "{ __typename { a } }"), ("no selection", "{ all_queues }"),
        ("long name", "{ " + new string('a', 100_000) + " }"), ("long text", "{ __type(name: \"" + new string('a', 200_000) + "\") { name } }"), ("more than it takes", "{ __typename } #" + new string('a', 400_000)), ("wide spaces", "{\u00a0__typename\u3000}"),
        ("punctuation", "{ a(b:: c) ... & | ! = @ : $ }"), ("numbers", "{ a(b: 00, c: 1e, d: -, e: 0x1, f: 1.e1) }"), ("arguments twice", "{ __type(name: \"a\", name: \"b\") { name } }"), ("fields that clash", "{ a: __typename a: __schema { queryType { name } } }"),
    ];

    private static string Repeat(int times, Func<int, FormattableString> part) => string.Concat(Enumerable.Range(0, times).Select(i => part(i).ToString(CultureInfo.InvariantCulture)));

    private static string Repeat(int times, Func<int, string> part) => string.Concat(Enumerable.Range(0, times).Select(part));
}
