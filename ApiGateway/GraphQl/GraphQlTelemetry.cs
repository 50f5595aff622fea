using System.Diagnostics;
using System.Diagnostics.Metrics;
using GraphQLParser.AST;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Records GraphQL operations: a span for each, and a histogram by result.</summary>
internal sealed class GraphQlTelemetry
{
    private const int MaxName = 100;

    private static readonly ActivitySource s_source = new("Platform.GraphQl");
    private static readonly double[] s_buckets = [.05, .1, .5, 1, 5];

    private readonly Histogram<double> _duration;
    private readonly TimeProvider _time;

    public GraphQlTelemetry(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _duration = meters.Create("Platform.GraphQl").CreateHistogram(
            "graphql.operation.duration", "s", "Time from a GraphQL request's arrival to its answer.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = s_buckets });
    }

    /// <summary>Starts the span of an operation; null, at no cost, if the request's span is not recorded.</summary>
    public static Activity? Start(GraphQLOperationDefinition? operation)
    {
        if (Activity.Current is not { IsAllDataRequested: true } || s_source.StartActivity($"graphql {NameOf(operation)}") is not { } activity)
        {
            return null;
        }

        activity.SetTag("graphql.operation.type", NameOf(operation));
        if (operation?.Name?.StringValue is { } name)
        {
            activity.SetTag("graphql.operation.name", name.Length > MaxName ? name[..MaxName] : name);
        }

        return activity;
    }

    /// <summary>Adds the maximum cost of the operation to the current span.</summary>
    public static void ReportCost(double cost)
    {
        if (Activity.Current is { } activity && activity.Source == s_source)
        {
            activity.SetTag("graphql.operation.cost", cost);
        }
    }

    public void Record(long started, string outcome) => _duration.Record(_time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    private static string NameOf(GraphQLOperationDefinition? operation) => operation?.Operation switch
    {
        OperationType.Query => "query",
        OperationType.Mutation => "mutation",
        OperationType.Subscription => "subscription",
        _ => "none",
    };
}
