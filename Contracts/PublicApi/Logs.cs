using System.Text.Json;

namespace Platform.Contracts.PublicApi;

/// <summary>A log file of one replica of a service.</summary>
/// <param name="Service">The service.</param>
/// <param name="Name">For <c>GET /logs/{filename}</c>.</param>
/// <param name="Length">Size in bytes.</param>
/// <param name="BegunAt">When it was begun.</param>
/// <param name="ModifiedAt">When it was written to last.</param>
public sealed record LogFileResponse(string Service, string Name, long Length, DateTimeOffset BegunAt, DateTimeOffset ModifiedAt);

/// <summary>Answer of <c>GET /logs</c>.</summary>
/// <param name="Items">Files, those written to last first.</param>
/// <param name="Unavailable">Services of which a replica did not answer.</param>
public sealed record LogFilesResponse(IReadOnlyList<LogFileResponse> Items, IReadOnlyList<string> Unavailable);

/// <summary>Answer of <c>GET /logs/lines</c>.</summary>
/// <param name="Items">Lines as they were written, newest first.</param>
/// <param name="Unavailable">Services of which a replica did not answer.</param>
/// <param name="NextCursor">For <c>cursor</c> of the next page; null on the last.</param>
public sealed record LogLinesResponse(IReadOnlyList<JsonElement> Items, IReadOnlyList<string> Unavailable, string? NextCursor);
