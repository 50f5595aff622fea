using System.Text;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>The variables that a reference to another resource puts into a process's environment.</summary>
internal static class ReferenceEnvironment
{
    public static async Task ConnectionAsync(EnvironmentCallbackContext context, IResourceWithConnectionString source, string? connectionName, bool optional)
    {
        var flags = Flags(context.Resource);
        if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.ConnectionString))
        {
            var name = source.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{connectionName ?? source.Name}";
            if (await source.GetConnectionStringAsync(context.CancellationToken).ConfigureAwait(false) is { Length: > 0 })
            {
                context.EnvironmentVariables[name] = source;
            }
            else if (!optional)
            {
                throw new DistributedApplicationException($"The connection string for the resource '{source.Name}' is not available.");
            }
        }

        if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.ConnectionProperties))
        {
            var prefix = connectionName switch
            {
                null => Encode(source.Name) + "_",
                "" => "",
                _ => Encode(connectionName) + "_",
            };
            foreach (var (key, value) in source.GetConnectionProperties())
            {
                context.EnvironmentVariables[(prefix + key).ToUpperInvariant()] = value;
            }
        }
    }

    public static void Endpoint(EnvironmentCallbackContext context, EndpointReference endpoint, string name)
    {
        var flags = Flags(context.Resource);
        var variables = context.EnvironmentVariables;
        if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.Endpoints))
        {
            variables[$"{Encode(name)}_{Encode(endpoint.EndpointName)}".ToUpperInvariant()] = endpoint;
        }

        if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.ServiceDiscovery))
        {
            var key = endpoint.EndpointName.ToLowerInvariant() is "http" or "https" ? endpoint.Scheme : endpoint.EndpointName;
            for (var replica = 0; replica < endpoint.Resource.GetReplicaCount(); replica++)
            {
                variables[Next(variables, $"services__{name}__{key}__")] = replica == 0 ? endpoint : new ReplicaEndpoint(endpoint, replica);
            }
        }
    }

    public static void Literal(EnvironmentCallbackContext context, string name, Uri uri)
    {
        var flags = Flags(context.Resource);
        if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.Endpoints))
        {
            context.EnvironmentVariables[Encode(name)] = uri.ToString();
        }

        if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.ServiceDiscovery))
        {
            context.EnvironmentVariables[$"services__{name}__default__0"] = uri.ToString();
        }
    }

    /// <summary>Makes a name fit for a variable: anything but letters and digits becomes an underscore, and one goes before a leading digit.</summary>
    public static string Encode(string name)
    {
        var encoded = new StringBuilder(name.Length + 1);
        if (name.Length > 0 && char.IsAsciiDigit(name[0]))
        {
            encoded.Append('_');
        }

        foreach (var c in name)
        {
            encoded.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        return encoded.ToString();
    }

    private static ReferenceEnvironmentInjectionFlags Flags(IResource destination)
        => destination.TryGetLastAnnotation<ReferenceEnvironmentInjectionAnnotation>(out var said) ? said.Flags : ReferenceEnvironmentInjectionFlags.All;

    private static string Next(Dictionary<string, object> variables, string prefix)
    {
        var index = 0;
        while (variables.ContainsKey(FormattableString.Invariant($"{prefix}{index}")))
        {
            index++;
        }

        return FormattableString.Invariant($"{prefix}{index}");
    }
}
