using System.Net.Http.Headers;
using System.Net.Http.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Shouldly;

namespace Platform.EndToEnd.Frontend;

/// <summary>Captions that are there when a test begins. By the API: how the page submits a file is another test's question.</summary>
internal static class FinishedCaptions
{
    private static readonly TimeSpan s_untilFinal = TimeSpan.FromMinutes(3);

    /// <summary>Signs up a visitor, who has a job with these captions. What is replaced at once need not be recognised before.</summary>
    public static async Task<(ApiUser Api, Guid Job)> OfAsync(Uri gateway, Visitor visitor, string file, ReplaceCaptionsRequest captions, bool isRecognised = false)
    {
        await visitor.RegisterAsync();
        var api = await ApiUser.SignInAsync(gateway, visitor.Email);
        var job = (await api.SubmitCaptionsAsync(new CaptionsInput(UploadId: await api.UploadAsync(file, "audio/wav"), Language: "en", Recognise: isRecognised))).Id;
        var made = await api.WaitUntilFinalAsync(job, s_untilFinal);
        made.State.ShouldBe(JobState.Succeeded, made.Error?.ToString());
        using var replace = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/jobs/{job}/captions/document") { Content = JsonContent.Create(captions, options: ApiUser.Json) };
        replace.Headers.IfMatch.Add(EntityTagHeaderValue.Any);
        await ApiUser.ReadAsync<CaptionDocument>(await api.Http.SendAsync(replace));
        return (api, job);
    }
}
