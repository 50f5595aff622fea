namespace Platform.Operations.States;

/// <summary>Names kinds of news for programs.</summary>
internal static class NewsWords
{
    /// <summary>Gets the name of a kind.</summary>
    public static string NameOf(NewsKind kind) => kind switch
    {
        NewsKind.Opened => "opened",
        NewsKind.Acknowledged => "acknowledged",
        NewsKind.Resolved => "resolved",
        NewsKind.Escalated => "escalated",
        _ => "test",
    };
}
