using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Shouldly;

namespace Platform.Integration.ApiGateway.CaptionLinks;

/// <summary>Jobs that have captions, and links to these.</summary>
internal static class LinkedJobs
{
    /// <summary>Makes a job of a user's that has captions, and no recording.</summary>
    public static async Task<Guid> FinishJobAsync(this GatewayFixture gateway, TestUser user)
    {
        using var response = await user.Client.PostAsync("/api/v1/jobs", Json("""{"kind":"captions","input":{"url":"https://192.0.43.7/talk.mp3"}}"""));
        var id = (await response.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake))!.Id;
        var document = new CaptionDocument("en-US", 10, 0, [new CaptionCue(1, 0.5, 2, "hello world", null)]);
        await gateway.Services.GetRequiredService<IObjectStore>().PutAsync(
            ObjectKeys.Captions(id, 0), new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document, ContractsJson.Default.CaptionDocument)));
        gateway.SetResult(id, new CaptionsResult(10, 1, 2, "en-US", "pocketsphinx", "audio/mpeg", 1000, false, 0, ObjectKeys.Captions(id, 0)));
        return id;
    }

    /// <summary>Changes the result of a job.</summary>
    public static void SetResult(this GatewayFixture gateway, Guid job, CaptionsResult result) => gateway.JobManager.Change(
        job, known => known with { State = JobState.Succeeded, Result = JsonSerializer.SerializeToElement(result, ContractsJson.Default.CaptionsResult) });

    /// <summary>Makes a link to the captions of a user's job.</summary>
    public static async Task<CaptionLink> LinkAsync(this TestUser user, Guid job, string body = """{"name":"Bo"}""")
    {
        using var answer = await user.Client.PostAsync($"/api/v1/jobs/{job}/links", Json(body));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var link = (await answer.Content.ReadFromJsonAsync<CaptionLink>(GatewayFixture.Snake))!;
        answer.Headers.Location!.OriginalString.ShouldBe($"/api/v1/jobs/{job}/links/{link.Id}");
        return link;
    }

    /// <summary>A client of somebody who has a link.</summary>
    public static HttpClient Holder(this GatewayFixture gateway, CaptionLink link) =>
        new() { BaseAddress = gateway.Address, DefaultRequestHeaders = { { "X-Api-Key", link.Token.ShouldNotBeNull() } } };

    private static StringContent Json(string text) => new(text, MediaTypeHeaderValue.Parse("application/json"));
}
