using Platform.Observability.Exposition;

namespace Platform.Observability.Catalogue;

/// <summary>Holds what a service exposes against the catalogue, both ways.</summary>
internal static class CatalogueCheck
{
    // What a series of these has depends on which dependencies, queues, rows and errors the service knows.
    private static readonly string[] s_partialLabels = ["dependency", "source", "protocol", "pool", "queue", "method", "of"];

    /// <summary>Lists the exposed metrics that differ from the catalogue; empty if there are none.</summary>
    public static IEnumerable<string> Unlisted(string service, IEnumerable<ParsedFamily> families, IReadOnlyList<CatalogueMetric> catalogue) =>
        families.SelectMany(family => Unlisted(service, family, catalogue)).Distinct();

    /// <summary>Lists the metrics that the catalogue requires from the start and that are not exposed; empty if there are none.</summary>
    public static IEnumerable<string> Missing(string service, IEnumerable<ParsedFamily> families, IReadOnlyList<CatalogueMetric> catalogue)
    {
        var exposed = families.ToDictionary(NameOf);
        foreach (var metric in catalogue.Where(metric => metric.IsPresentFromStart && metric.Services.Contains(service)))
        {
            if (!exposed.TryGetValue(metric.Name, out var family) || family.Samples.Count == 0)
            {
                yield return $"{service}: {metric.Name} is missing";
                continue;
            }

            foreach (var (label, values) in metric.Labels.Where(label => metric is { IsOwn: true, Type: "counter" } && label.Value is not null))
            {
                if (s_partialLabels.Contains(label) || metric.Name == "errors_total")
                {
                    continue;
                }

                foreach (var value in values!.Where(value => family.Samples.TrueForAll(sample => sample.Labels.GetValueOrDefault(label) != value)))
                {
                    yield return $"{service}: {metric.Name} has no series with {label}=\"{value}\"";
                }
            }
        }
    }

    /// <summary>A family's name as Prometheus stores it.</summary>
    public static string NameOf(ParsedFamily family) => family.Type switch
    {
        "counter" => family.Name + "_total",
        "info" => family.Name + "_info",
        _ => family.Name,
    };

    private static IEnumerable<string> Unlisted(string service, ParsedFamily family, IReadOnlyList<CatalogueMetric> catalogue)
    {
        var name = NameOf(family);
        if (catalogue.FirstOrDefault(metric => metric.Name == name && metric.Kind != "recording") is not { } metric)
        {
            yield return $"{service}: {name} is not in the catalogue";
            yield break;
        }

        if (metric.Type != (family.Type == "info" ? "gauge" : family.Type))
        {
            yield return $"{service}: {name} is a {family.Type}, in the catalogue a {metric.Type}";
        }

        if (!metric.Services.Contains(service))
        {
            yield return $"{service}: the catalogue says of others only that they expose {name}";
        }

        if (metric.IsOwn && string.IsNullOrEmpty(family.Help))
        {
            yield return $"{service}: {name} is not described";
        }

        if (metric is { IsOwn: true, Buckets: { } buckets })
        {
            var bounds = family.Samples.Select(sample => sample.Labels.GetValueOrDefault("le")).OfType<string>().Where(le => le != "+Inf").Select(SampleReader.Number).Distinct().Order();
            if (!bounds.SequenceEqual(buckets))
            {
                yield return $"{service}: {name} has other buckets than the catalogue says";
            }
        }

        foreach (var sample in family.Samples)
        {
            foreach (var (label, value) in sample.Labels)
            {
                if ((label == "service" && value == service)
                    || (label == "otel_scope_name" && (!metric.IsOwn || value == metric.Meter))
                    || label == "otel_scope_version"
                    || (label == "le" && family.Type == "histogram"))
                {
                    continue;
                }

                if (!metric.Labels.TryGetValue(label, out var allowed))
                {
                    yield return $"{service}: {name} has the label {label}=\"{value}\", which the catalogue does not know";
                }
                else if (allowed?.Contains(value) == false)
                {
                    yield return $"{service}: {name} has {label}=\"{value}\", which the catalogue does not allow";
                }
            }
        }
    }
}
