using Platform.Observability.Catalogue;
using Platform.Observability.Defaults;
using Platform.Observability.Rules;
using Platform.Testkit.Running;
using Xunit;

[assembly: TestCollectionOrderer("Platform.Observability.CollectionOrder", "Observability")]

namespace Platform.Observability;

/// <summary>The cases of rules, which keep a processor busy for long each, and what starts services one after another.</summary>
public sealed class CollectionOrder() : LongestFirst(
    Of<PromtoolTests>(),
    ServicesInTurn.Name,
    Of<OwnSeriesTests>(),
    Of<ChangedRuleTests>(),
    RunningServicesCollection.Name);
