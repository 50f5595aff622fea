using System.Text.Json.Nodes;
using Platform.Objectives.Definition;

namespace Platform.Objectives.Making;

/// <summary>Makes what the gateway knows of objectives beside what Prometheus records.</summary>
internal static class PageData
{
    /// <summary>Makes the file.</summary>
    public static string Make(ObjectiveSet set) => MadeJson.Write(new JsonObject
    {
        ["least_bad_events"] = set.LeastBadEvents,
        ["windows"] = new JsonArray([.. set.Windows.Select(window => new JsonObject { ["length"] = window.Long, ["factor"] = window.Factor, ["severity"] = window.Severity })]),
        ["objectives"] = new JsonArray([.. set.Objectives.Select(ToJson)]),
    });

    private static JsonObject ToJson(Objective objective) => new()
    {
        ["name"] = objective.Name,
        ["service"] = objective.Service,
        ["titles"] = new JsonObject(objective.Titles.Select(title => KeyValuePair.Create(title.Key, (JsonNode?)title.Value))),
        ["target"] = objective.Target,
        ["causes"] = MadeJson.Texts(objective.Causes),
    };
}
