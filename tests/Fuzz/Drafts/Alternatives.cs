using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Drafts;

/// <summary>Fields that exclude each other: what the document says of them only in words.</summary>
internal static class Alternatives
{
    private static readonly string[] s_which = ["ids", "filter", "all"];

    /// <summary>Makes room for a field.</summary>
    public static void MakeRoom(JsonFields fields, string name)
    {
        if (name == "messages")
        {
            // Several messages instead of one.
            fields.All.Clear();
        }
        else if (s_which.Contains(name, StringComparer.Ordinal))
        {
            fields.All.RemoveAll(field => s_which.Contains(field.Name.Chars, StringComparer.Ordinal));
        }
    }
}
