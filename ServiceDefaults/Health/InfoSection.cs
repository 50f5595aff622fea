namespace Platform.ServiceDefaults.Health;

/// <summary>Represents one named section of <c>/info</c> and <c>/status</c>.</summary>
internal sealed record InfoSection(string Name, Func<IServiceProvider, IReadOnlyDictionary<string, object>> Read);
