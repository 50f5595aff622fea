using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.Client.Captions;
using Platform.Client.Queues;
using Platform.Client.Setup;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway;
using Platform.ObjectStorage;
using Shouldly;
using Xunit;

namespace Platform.Integration.Client.Captions;

[Collection(GatewayCollection.Name)]
public sealed class CaptionsClientTests(GatewayFixture gateway) : IAsyncLifetime
{
    private ServiceProvider _program = null!;
    private CaptionsClient _client = null!;

    public async Task InitializeAsync()
    {
        var user = await gateway.SignUpAsync();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationManager());
        services.AddPlatformCaptions(options =>
        {
            options.Address = gateway.Address;
            options.AccessToken = _ => ValueTask.FromResult<string?>(user.Tokens.AccessToken);
        });
        _program = services.BuildServiceProvider();
        _client = _program.GetRequiredService<CaptionsClient>();
    }

    public async Task DisposeAsync() => await _program.DisposeAsync();

    [Fact]
    public async Task A_recording_is_submitted_followed_read_and_recognised_again()
    {
        var wish = new CaptionsInput("https://192.0.43.7/talk.mp3", Vocabulary: ["Ada"], DetectSpeakers: true, Style: new CaptionStyle(Lines: 1));
        var job = await _client.SubmitAsync(wish, "Talk", ["conference"], "key");
        (await _client.SubmitAsync(wish, "Talk", ["conference"], "key")).Id.ShouldBe(job.Id);
        var read = await _client.GetJobAsync(job.Id);
        (read.Title, read.State).ShouldBe(("Talk", JobState.Queued));
        read.Input!.Value.GetProperty("speakers").GetString().ShouldBe("auto");
        (await _client.GetLiveAsync(job.Id)).ShouldBeNull();

        var document = new CaptionDocument("en", 10, 0, [new CaptionCue(1, 0.5, 2, "hello", [new CaptionWord("hello", 0.5, 2, null, 2)])], ["Ada", "Grace"]);
        await PutAsync(ObjectKeys.LiveCaptions(job.Id), document);
        gateway.JobManager.Change(job.Id, j => j with { State = JobState.Running, Progress = new JobProgress(50, "transcribe", null, null, 1) });
        (await _client.GetJobAsync(job.Id)).Progress!.Cues.ShouldBe(1);
        (await _client.GetLiveAsync(job.Id))!.Cues.Single().Words!.Single().Speaker.ShouldBe(2);
        var early = await Should.ThrowAsync<QueueApiException>(() => _client.GetAsync(job.Id));
        early.Status.ShouldBe(HttpStatusCode.Conflict);

        await PutAsync(ObjectKeys.Captions(job.Id, 0), document);
        var result = new CaptionsResult(10, 1, 1, "en", "whisper", "audio/mpeg", 10, false, 0, ObjectKeys.Captions(job.Id, 0), ObjectKeys.Media(job.Id), LanguageProbability: 0.9, Speakers: 2);
        gateway.JobManager.Change(job.Id, j => j with { State = JobState.Succeeded, Result = JsonSerializer.SerializeToElement(result, ContractsJson.Default.CaptionsResult) });
        (await _client.GetAsync(job.Id)).Speakers.ShouldBe(["Ada", "Grace"]);
        (await _client.GetLiveAsync(job.Id)).ShouldBeNull();

        var file = await _client.ExportAsync(job.Id, CaptionFormat.Vtt, hasWordTimes: true);
        Encoding.UTF8.GetString(file).ShouldStartWith("WEBVTT\n");
        var imported = await _client.ImportAsync(job.Id, "1\n00:00:03,000 --> 00:00:04,000\nHello\n"u8.ToArray(), CaptionFormat.Srt, revision: 0);
        (imported.Revision, imported.Cues.Single().Start).ShouldBe((1, 3d));
        (await _client.ImportAsync(job.Id, "Hello, Grace!"u8.ToArray(), CaptionFormat.Text, imported.Revision, isCorrection: true)).Cues.Single().Text.ShouldBe("Hello, Grace!");
        (await Should.ThrowAsync<QueueApiException>(() => _client.ImportAsync(job.Id, file, CaptionFormat.Vtt, revision: 0))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await Should.ThrowAsync<QueueApiException>(() => _client.ImportAsync(job.Id, file, CaptionFormat.Srt, revision: 2))).Message.ShouldContain("Line 1: ");

        var replaced = await _client.ReplaceAsync(job.Id, new ReplaceCaptionsRequest([new ReplacedCue(3, 4.5, "Hello, Ada!", "greeting")], ["Ada"]), revision: 2);
        (replaced.Revision, replaced.Cues.Single().Id).ShouldBe((3, "greeting"));
        (await Should.ThrowAsync<QueueApiException>(() => _client.ReplaceAsync(job.Id, new ReplaceCaptionsRequest([]), revision: 2))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await _client.NameRevisionAsync(job.Id, 3, "Reviewed")).Name.ShouldBe("Reviewed");
        (await _client.ListRevisionsAsync(job.Id)).Select(revision => (revision.Revision, revision.Name)).ShouldBe([(3, "Reviewed"), (2, null), (1, null), (0, null)]);
        (await _client.GetRevisionAsync(job.Id, 2)).Cues.Single().Text.ShouldBe("Hello, Grace!");
        (await _client.RestoreRevisionAsync(job.Id, older: 2, revision: 3)).Revision.ShouldBe(4);
        (await _client.GetAsync(job.Id)).Cues.Single().Text.ShouldBe("Hello, Grace!");

        var link = await _client.CreateLinkAsync(job.Id, new CreateLinkRequest("Bo", MayEdit: true));
        link.Token.ShouldNotBeNull();
        (await _client.ListLinksAsync(job.Id)).ShouldHaveSingleItem().Id.ShouldBe(link.Id);
        await _client.RevokeLinkAsync(job.Id, link.Id);
        (await _client.ListLinksAsync(job.Id)).ShouldBeEmpty();

        var again = await _client.RecogniseAgainAsync(job.Id, new RecogniseAgainRequest("es-ES", Speakers: new SpeakersWanted(3)), "again");
        (await _client.ListRecognitionsAsync(job.Id)).Single().Id.ShouldBe(again.Id);
        (await _client.GetJobAsync(again.Id)).Input!.Value.GetProperty("speakers").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task A_recording_with_captions_is_made_and_copied()
    {
        var captions = (await _client.SubmitAsync(new CaptionsInput("https://192.0.43.7/talk.mp3"), "Talk")).Id;
        (await Should.ThrowAsync<QueueApiException>(() => _client.MakeVideoAsync(new CaptionedVideoInput(captions)))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var result = new CaptionsResult(10, 1, 1, "en", "whisper", "audio/mpeg", 10, false, 0, ObjectKeys.Captions(captions, 0), ObjectKeys.Media(captions));
        gateway.JobManager.Change(captions, j => j with { State = JobState.Succeeded, Result = JsonSerializer.SerializeToElement(result, ContractsJson.Default.CaptionsResult) });
        var wish = new CaptionedVideoInput(captions, VideoContainer.Mkv);
        var job = await _client.MakeVideoAsync(wish, idempotencyKey: "video");
        (await _client.MakeVideoAsync(wish, idempotencyKey: "video")).Id.ShouldBe(job.Id);
        using var target = new MemoryStream();
        (await Should.ThrowAsync<QueueApiException>(() => _client.CopyVideoAsync(job.Id, target))).Status.ShouldBe(HttpStatusCode.Conflict);

        byte[] file = [1, 2, 3];
        await gateway.Services.GetRequiredService<IObjectStore>().PutAsync(ObjectKeys.CaptionedVideo(job.Id), new MemoryStream(file));
        var made = new CaptionedVideoResult(VideoContainer.Mkv, "audio/x-matroska", file.Length, 10, "en", 1, 0, false, false, false);
        gateway.JobManager.Change(job.Id, j => j with { State = JobState.Succeeded, Result = JsonSerializer.SerializeToElement(made, ContractsJson.Default.CaptionedVideoResult) });
        await _client.CopyVideoAsync(job.Id, target);
        target.ToArray().ShouldBe(file);
    }

    [Fact]
    public async Task Settings_are_replaced_only_at_the_version_that_was_read()
    {
        var before = await _client.GetSettingsAsync();
        before.Settings.ShouldBe(new AccountCaptions());
        var after = await _client.SetSettingsAsync(before with { Settings = new AccountCaptions("pt-BR", Vocabulary: ["Ada"]) });
        after.Settings.Language.ShouldBe("pt-BR");
        (await _client.GetSettingsAsync()).Version.ShouldBe(after.Version);
        var late = await Should.ThrowAsync<QueueApiException>(() => _client.SetSettingsAsync(before));
        late.Status.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    private async Task PutAsync(string key, CaptionDocument document) =>
        await gateway.Services.GetRequiredService<IObjectStore>().PutAsync(key, new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document, ContractsJson.Default.CaptionDocument)));
}
