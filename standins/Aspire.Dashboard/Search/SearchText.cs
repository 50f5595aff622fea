namespace Aspire.Dashboard.Search;

/// <summary>What a person typed into a search box: words that all have to be found, <c>"words in quotes"</c> and <c>attribute=value</c> pairs.</summary>
internal sealed class SearchText
{
    private readonly List<Term> _terms = [];

    private SearchText()
    {
    }

    public static SearchText Any { get; } = new();

    public bool IsEmpty => _terms.Count == 0;

    public IReadOnlyList<Term> Terms => _terms;

    public static SearchText Parse(string? text)
    {
        var search = new SearchText();
        var position = 0;
        while (text is not null && position < text.Length)
        {
            if (char.IsWhiteSpace(text[position]))
            {
                position++;
                continue;
            }

            var word = NextWord(text, ref position, out var equalsAt);
            search._terms.Add(equalsAt > 0 ? new Term(word[..equalsAt], word[equalsAt..]) : new Term(null, word));
        }

        return search;
    }

    // Quotes keep blanks together and are left out; the first '=' outside of quotes parts name and value.
    private static string NextWord(string text, ref int position, out int equalsAt)
    {
        var word = new System.Text.StringBuilder();
        var quoted = false;
        equalsAt = -1;
        for (; position < text.Length && (quoted || !char.IsWhiteSpace(text[position])); position++)
        {
            if (text[position] == '"')
            {
                quoted = !quoted;
            }
            else if (text[position] == '=' && !quoted && equalsAt < 0 && word.Length > 0)
            {
                equalsAt = word.Length;
            }
            else
            {
                word.Append(text[position]);
            }
        }

        return word.ToString();
    }

    /// <summary>One thing to find.</summary>
    /// <param name="Attribute">The name of an attribute that must have the value; null when the value may stand anywhere.</param>
    /// <param name="Value">The text, found in any case; of an attribute the whole value, or <c>*</c> for any.</param>
    public sealed record Term(string? Attribute, string Value)
    {
        public bool IsIn(string text) => Attribute is null && text.Contains(Value, StringComparison.OrdinalIgnoreCase);

        public bool IsIn(KeyValuePair<string, string>[] attributes)
        {
            foreach (var (name, value) in attributes)
            {
                var found = Attribute is null
                    ? value.Contains(Value, StringComparison.OrdinalIgnoreCase)
                    : string.Equals(name, Attribute, StringComparison.OrdinalIgnoreCase)
                      && (Value is "*" || string.Equals(value, Value, StringComparison.OrdinalIgnoreCase));
                if (found)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
