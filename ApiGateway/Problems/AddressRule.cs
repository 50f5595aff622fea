using Microsoft.AspNetCore.Http.Features;
using Platform.ApiGateway.Inputs;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.Problems;

/// <summary>
/// Refuses URLs whose decoded path or query contains an invalid text, before routing, so that no route can forget it. The server does the same for
/// headers.
/// </summary>
internal static class AddressRule
{
    public static IApplicationBuilder UseAddressRule(this IApplicationBuilder app) => app.Use(next => context =>
        (Fault(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) ?? HostFault(context.Request)) is { } problem ? problem.ExecuteAsync(context) : next(context));

    /// <summary>Finds what is wrong with a request target; null if it is valid.</summary>
    internal static ApiProblem? Fault(string target)
    {
        // Without an encoding it is ASCII, which the server has checked.
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

                // An invalid name is reported as it was sent.
                return ApiProblem.Malformed(PercentText.Fault(name) is null ? Uri.UnescapeDataString(name) : name.ToString(), FieldError.Unstorable(own));
            }
        }

        return ApiProblem.Malformed("path", FieldError.Unstorable(fault));
    }

    /// <summary>Checks names that have to be decoded, which fail when they are first read. Other names have no effect here.</summary>
    private static ApiProblem? HostFault(HttpRequest request) =>
        request.Headers.Host.ToString().Contains("xn--", StringComparison.OrdinalIgnoreCase) && !request.HasUsableHost()
            ? ApiProblem.Malformed("host", FieldError.Of(FieldRules.Host, "The host name is not valid."))
            : null;
}
