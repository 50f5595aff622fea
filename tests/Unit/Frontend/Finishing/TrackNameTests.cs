using System.Text.Json;
using Platform.Frontend.Finishing;
using Platform.Frontend.Gateway;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Finishing;

public sealed class TrackNameTests
{
    [Theory]
    [InlineData("succeeded", "{}", true)]
    [InlineData("succeeded", """{"range":{"start":1,"end":2}}""", false)]
    [InlineData("running", "{}", false)]
    public void A_track_is_what_was_recognised_of_the_whole_recording(string state, string input, bool isTrack)
    {
        var job = JsonSerializer.Deserialize(LoadingPart.JobIn(state), GatewayClientJson.Default.JobResponse)!;
        TrackName.IsTrack(job with { Input = JsonElement.Parse(input), Result = state == "succeeded" ? Result : null }).ShouldBe(isTrack);
    }

    private static JsonElement Result => JsonElement.Parse(
        """{"duration_seconds":10,"cues":1,"words":2,"language":"en-US","recogniser":"whisper","media_type":"audio/mpeg","media_bytes":1000,"has_video":false,"revision":0}""");
}
