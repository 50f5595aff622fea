using Microsoft.AspNetCore.Http.Features;
using Platform.ApiGateway.Inputs;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.Problems;

/// <summary>
/// Refuses addresses whose path or query means a text that must not enter, before anything is made of it: no route can forget it.
/// The server holds the same for headers.
/// </summary>
internal static class AddressRule
{
    public static IApplicationBuilder UseAddressRule(this IApplicationBuilder app) => app.Use(next => context =>
        (Fault(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) ?? HostFault(context.Request)) is { } problem ? problem.ExecuteAsync(context) : next(context));

    /// <summary>What is wrong with a request's target; null when nothing is.</summary>
    internal static ApiProblem? Fault(string target)
    {
        // Without an encoding it is ASCII, or the server would not have taken it.
        if (!target.Contains('%', StringComparison.Ordinal) || PercentText.Fault(target) is not { } fault)
        {
            return null;
        }

        var query = target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark ? target.AsSpan(mark + 1) : [];
        foreach (var range in query.Split('&'))
        {
            var parameter = query[range];
            if (PercentText.Fault(parameter) is { } own)
            {
                var name = parameter[..(parameter.IndexOf('=') is >= 0 and var sign ? sign : parameter.Length)];

                // A name that is itself at fault is told as it came.
                return ApiProblem.Malformed(PercentText.Fault(name) is null ? Uri.UnescapeDataString(name) : name.ToString(), own);
            }
        }

        return ApiProblem.Malformed("path", fault);
    }

    /// <summary>Names that have to be decoded fail where they are first read. Others are of no meaning here.</summary>
    private static ApiProblem? HostFault(HttpRequest request) =>
        request.Headers.Host.ToString().Contains("xn--", StringComparison.OrdinalIgnoreCase) && !request.HasUsableHost()
            ? ApiProblem.Malformed("host", "The host name is not valid.")
            : null;
}
