using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Platform.ApiGateway.Documentation;

/// <summary>
/// Caches the OpenAPI document. The library creates one for each request, at the cost of a hundred other requests, and anyone may request it.
/// </summary>
internal sealed class DocumentFile([FromKeyedServices(DocumentFile.Name)] IOpenApiDocumentProvider documents)
{
    public const string Name = "v1";

    private readonly Lock _lock = new();
    private Task<byte[]>? _made;

    /// <summary>Gets the document as JSON.</summary>
    public Task<byte[]> ReadAsync()
    {
        lock (_lock)
        {
            return _made is null || _made.IsFaulted ? _made = MakeAsync() : _made;
        }
    }

    private async Task<byte[]> MakeAsync()
    {
        var document = await documents.GetOpenApiDocumentAsync(CancellationToken.None);
        using var bytes = new MemoryStream();
        await document.SerializeAsJsonAsync(bytes, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return bytes.ToArray();
    }
}
