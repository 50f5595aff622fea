using Xunit;

namespace Platform.Observability.Defaults;

/// <summary>Services of one process hear each other's meters, so tests that count run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ServicesInTurn
{
    public const string Name = "services in turn";
}
