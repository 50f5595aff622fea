using Xunit;

namespace Platform.Observability.Defaults;

/// <summary>
/// Web servers of one process hear each other's meters, and the first that stops takes the server's histogram from the others: whatever
/// starts one runs in turn.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ServicesInTurn
{
    public const string Name = "services in turn";
}
