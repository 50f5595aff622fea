using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Drafts;

/// <summary>Handles fields that exclude each other, which the document describes only in words.</summary>
internal static class Alternatives
{
    private static readonly string[] s_which = ["ids", "filter", "all"];

    /// <summary>Removes the fields that exclude a field.</summary>
    public static void MakeRoom(JsonFields fields, string name)
    {
        if (name == "messages")
        {
            // The batch form replaces the single message.
            fields.All.Clear();
        }
        else if (s_which.Contains(name, StringComparer.Ordinal))
        {
            fields.All.RemoveAll(field => s_which.Contains(field.Name.Chars, StringComparer.Ordinal));
        }
    }
}
