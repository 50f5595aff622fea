namespace DotNet.Testcontainers.Configurations;

/// <summary>What a builder has collected. Images do not matter here: the operating system's packages are used.</summary>
public record ContainerConfiguration
{
    /// <summary>The image.</summary>
    public string? Image { get; init; }

    /// <summary>Words of the server's command line.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Host port by server port; null for any free one.</summary>
    public IReadOnlyDictionary<int, int?> PortBindings { get; init; } = new Dictionary<int, int?>();
}
