namespace Platform.Fuzz.Document;

/// <summary>What can be asked of the API.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Method">In capitals.</param>
/// <param name="Path">With placeholders.</param>
/// <param name="Parameters">Of the path, the query and the header.</param>
/// <param name="MediaType">Of its body; null for none.</param>
/// <param name="Body">What the body looks like.</param>
/// <param name="Example">A body that is right, as JSON.</param>
/// <param name="Schemes">How a caller may be known; empty where anybody is let in.</param>
/// <param name="IsStream">Whether it is answered with events that do not end.</param>
/// <param name="IsForOperators">Whether others are refused.</param>
internal sealed record ApiOperation(
    string Id,
    string Method,
    string Path,
    IReadOnlyList<ApiParameter> Parameters,
    string? MediaType,
    ApiSchema? Body,
    string? Example,
    IReadOnlyList<string> Schemes,
    bool IsStream,
    bool IsForOperators)
{
    private const string AtRoot = "AtRoot";

    /// <summary>The name without what tells two paths to the same apart.</summary>
    public string Family { get; } = Id.Replace(AtRoot, "", StringComparison.Ordinal);
}

/// <summary>A parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="In">path, query or header.</param>
/// <param name="IsRequired">Whether it may be left out.</param>
/// <param name="Schema">What it looks like.</param>
internal sealed record ApiParameter(string Name, string In, bool IsRequired, ApiSchema Schema);
