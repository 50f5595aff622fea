using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <param name="Endpoint">For <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</param>
/// <param name="ApiKey">For the header <c>x-otlp-api-key</c>; null for none.</param>
internal sealed record OtlpTarget(string Endpoint, string? ApiKey);

/// <param name="Variables">The variables.</param>
/// <param name="Secrets">The names of those that hold a secret.</param>
internal sealed record ResolvedEnvironment(Dictionary<string, string> Variables, HashSet<string> Secrets);

/// <summary>Makes the environment and the arguments of a resource's process: the contract that its client libraries count on.</summary>
internal sealed class ProcessEnvironment(DistributedApplicationExecutionContext executionContext, bool isDevelopment, OtlpTarget? otlp)
{
    public async Task<ResolvedEnvironment> ResolveAsync(IResource resource, int instance, ILogger logger, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(executionContext, resource, [], cancellationToken) { Logger = logger };
        var variables = context.EnvironmentVariables;
        if (resource is ProjectResource)
        {
            AddTelemetry(variables, resource, instance);
            variables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
            variables["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true";
            if (resource.TryGetLastAnnotation<ChosenLaunchProfile>(out var profile))
            {
                variables["DOTNET_LAUNCH_PROFILE"] = profile.Name;
                foreach (var (name, value) in profile.Profile.EnvironmentVariables)
                {
                    variables.TryAdd(name, value);
                }
            }
        }

        foreach (var callback in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray())
        {
            await callback.Callback(context).ConfigureAwait(false);
        }

        await AddEndpointsAsync(variables, resource, instance, cancellationToken).ConfigureAwait(false);

        var resolved = new ResolvedEnvironment(new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        foreach (var (name, value) in variables)
        {
            if (await TextAsync(value, resource, cancellationToken).ConfigureAwait(false) is { } text)
            {
                resolved.Variables[name] = text;
                if (HoldsSecret(value))
                {
                    resolved.Secrets.Add(name);
                }
            }
        }

        return resolved;
    }

    public static async Task<List<string>> ArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var args = new List<object>();
        var context = new CommandLineArgsCallbackContext(args, cancellationToken);
        foreach (var callback in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToArray())
        {
            await callback.Callback(context).ConfigureAwait(false);
        }

        var texts = new List<string>(args.Count);
        foreach (var arg in args)
        {
            texts.Add(await TextAsync(arg, resource, cancellationToken).ConfigureAwait(false) ?? "");
        }

        return texts;
    }

    private static async Task AddEndpointsAsync(Dictionary<string, object> variables, IResource resource, int instance, CancellationToken cancellationToken)
    {
        var urls = new List<string>();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var allocated = (await endpoint.Instances.WaitAsync(cancellationToken).ConfigureAwait(false))[instance];
            foreach (var name in endpoint.PortVariables)
            {
                variables[name] = allocated.Port.ToString(CultureInfo.InvariantCulture);
            }

            if (endpoint.UriScheme is "http" or "https")
            {
                urls.Add(FormattableString.Invariant($"{endpoint.UriScheme}://{endpoint.TargetHost}:{allocated.Port}"));
            }
        }

        if (resource is ProjectResource && urls.Count > 0)
        {
            variables.TryAdd("ASPNETCORE_URLS", string.Join(';', urls));
        }
    }

    private static async ValueTask<string?> TextAsync(object value, IResource caller, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        IValueProvider provider => await provider.GetValueAsync(new ValueProviderContext { Caller = caller }, cancellationToken).ConfigureAwait(false),
        IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(new ValueProviderContext { Caller = caller }, cancellationToken).ConfigureAwait(false),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static bool HoldsSecret(object value) => value switch
    {
        ParameterResource parameter => parameter.Secret,
        EndpointReference or EndpointReferenceExpression => false,
        IValueWithReferences references => references.References.Any(HoldsSecret),
        _ => false,
    };

    private void AddTelemetry(Dictionary<string, object> variables, IResource resource, int instance)
    {
        if (otlp is null)
        {
            return;
        }

        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlp.Endpoint;
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={ResourceInstances.Suffix(resource, instance)}";
        variables["OTEL_SERVICE_NAME"] = resource.Name;
        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        if (otlp.ApiKey is { } key)
        {
            variables["OTEL_EXPORTER_OTLP_HEADERS"] = new SecretText($"x-otlp-api-key={key}");
        }

        if (isDevelopment)
        {
            variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
            variables["OTEL_TRACES_SAMPLER"] = "always_on";
            variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
            variables["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true";
            variables["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true";
            variables["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true";
        }
    }

    private sealed class SecretText(string text) : IValueProvider, IValueWithReferences
    {
        public IEnumerable<object> References { get; } = [new ParameterResource("otlp-key", _ => text, secret: true)];

        public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(text);
    }
}
