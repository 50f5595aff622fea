using System.Net.Http.Headers;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for the default caption settings of the signed-in user.</summary>
internal sealed class CaptionSettingsApi(GatewayHttp http, ICaller caller)
{
    private const string Path = "/api/v1/account/captions";

    public async Task<TaggedSettings> GetAsync(CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, Path), cancellationToken);
        return new(await response.ReadAsync(GatewayClientJson.Default.AccountCaptions, cancellationToken), response.Headers.ETag);
    }

    /// <summary>Saves the settings.</summary>
    /// <exception cref="GatewayException">412: the settings were changed elsewhere since <paramref name="tag"/>.</exception>
    public async Task<TaggedSettings> SaveAsync(AccountCaptions settings, EntityTagHeaderValue? tag, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller,
            () =>
            {
                var request = HttpJson.Request(HttpMethod.Put, Path, settings, GatewayClientJson.Default.AccountCaptions);
                if (tag is not null)
                {
                    request.Headers.IfMatch.Add(tag);
                }

                return request;
            },
            cancellationToken);
        return new(await response.ReadAsync(GatewayClientJson.Default.AccountCaptions, cancellationToken), response.Headers.ETag);
    }
}

/// <summary>Holds settings and the ETag to save them with.</summary>
internal sealed record TaggedSettings(AccountCaptions Settings, EntityTagHeaderValue? Tag);
