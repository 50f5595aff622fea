namespace Platform.Accuracy.Words;

/// <summary>The cheapest way from the words said to the words heard.</summary>
/// <param name="Wrong">Insertions, deletions and replacements.</param>
/// <param name="Heard">For each word said the index of the word that was heard for it, right or wrong; -1 where none was.</param>
internal sealed record Alignment(int Wrong, int[] Heard)
{
    private enum Step : byte
    {
        Both,
        Missing,
        Invented,
    }

    /// <summary>Aligns two texts.</summary>
    public static Alignment Of(IReadOnlyList<string> said, IReadOnlyList<string> heard)
    {
        var steps = new Step[said.Count + 1, heard.Count + 1];
        var row = new int[heard.Count + 1];
        for (var j = 1; j <= heard.Count; j++)
        {
            (row[j], steps[0, j]) = (j, Step.Invented);
        }

        for (var i = 1; i <= said.Count; i++)
        {
            var diagonal = row[0];
            (row[0], steps[i, 0]) = (i, Step.Missing);
            for (var j = 1; j <= heard.Count; j++)
            {
                var both = diagonal + (string.Equals(said[i - 1], heard[j - 1], StringComparison.Ordinal) ? 0 : 1);
                diagonal = row[j];
                (row[j], steps[i, j]) = both <= row[j] + 1 && both <= row[j - 1] + 1 ? (both, Step.Both)
                    : row[j] <= row[j - 1] ? (row[j] + 1, Step.Missing)
                    : (row[j - 1] + 1, Step.Invented);
            }
        }

        var found = new int[said.Count];
        for (var (i, j) = (said.Count, heard.Count); i > 0 || j > 0;)
        {
            switch (steps[i, j])
            {
                case Step.Both:
                    found[--i] = --j;
                    break;
                case Step.Missing:
                    found[--i] = -1;
                    break;
                default:
                    j--;
                    break;
            }
        }

        return new Alignment(row[^1], found);
    }
}
