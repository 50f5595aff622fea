using Xunit.Abstractions;
using Xunit.Sdk;

namespace Platform.Testkit.Running;

/// <summary>Gives tests in quarantine the trait by which <c>eng/run-tests</c> leaves them out. xUnit makes it by its name.</summary>
public sealed class QuarantineDiscoverer : ITraitDiscoverer
{
    /// <inheritdoc />
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) => [new("Quarantined", "yes")];
}
