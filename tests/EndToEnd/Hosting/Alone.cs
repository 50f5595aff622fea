using Xunit;

namespace Platform.EndToEnd.Hosting;

/// <summary>What runs when nothing else does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
