namespace Platform.Fuzz.Document;

/// <summary>Describes an operation of the API.</summary>
/// <param name="Id">The operation id.</param>
/// <param name="Method">The method, in capitals.</param>
/// <param name="Path">The path, with placeholders.</param>
/// <param name="Parameters">The parameters of the path, the query and the header.</param>
/// <param name="MediaType">The media type of the body; null for none.</param>
/// <param name="Body">The schema of the body.</param>
/// <param name="Example">A valid body as JSON.</param>
/// <param name="Schemes">The security schemes; empty for an anonymous operation.</param>
/// <param name="IsStream">Whether the answer is an endless stream of events.</param>
/// <param name="IsForOperators">Whether the operation requires the operator role.</param>
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

    /// <summary>The operation id without the suffix that distinguishes two paths to the same operation.</summary>
    public string Family { get; } = Id.Replace(AtRoot, "", StringComparison.Ordinal);
}

/// <summary>Describes a parameter of an operation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="In">path, query or header.</param>
/// <param name="IsRequired">Whether the parameter has to be given.</param>
/// <param name="Schema">The schema of its value.</param>
internal sealed record ApiParameter(string Name, string In, bool IsRequired, ApiSchema Schema);
