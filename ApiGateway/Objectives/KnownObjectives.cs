using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.ApiGateway.Objectives;

/// <summary>Represents an objective as <c>objectives.json</c> has it.</summary>
internal sealed record KnownObjective(string Name, string Service, IReadOnlyDictionary<string, string> Titles, double Target, IReadOnlyList<string> Causes)
{
    /// <summary>Gets the share of events that may be bad.</summary>
    public double Budget => 1 - Target;
}

/// <summary>Represents a window over which an alert looks at the burn of a budget.</summary>
internal sealed record KnownWindow(string Length, double Factor, string Severity);

/// <summary>Holds what is made of <c>deploy/slo.yaml</c> for the gateway.</summary>
internal sealed record KnownObjectives(int LeastBadEvents, IReadOnlyList<KnownWindow> Windows, IReadOnlyList<KnownObjective> Objectives)
{
    /// <summary>Gets those that this gateway was built with.</summary>
    public static KnownObjectives Shipped { get; } = Read();

    /// <summary>Returns an objective by its name; null if there is none.</summary>
    public KnownObjective? Find(string name) => Objectives.FirstOrDefault(objective => objective.Name == name);

    private static KnownObjectives Read()
    {
        using var file = typeof(KnownObjectives).Assembly.GetManifestResourceStream("Platform.ApiGateway.Objectives.objectives.json")!;
        return JsonSerializer.Deserialize(file, KnownObjectivesJson.Default.KnownObjectives)!;
    }
}

/// <summary>Parses <c>objectives.json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(KnownObjectives))]
internal sealed partial class KnownObjectivesJson : JsonSerializerContext;
