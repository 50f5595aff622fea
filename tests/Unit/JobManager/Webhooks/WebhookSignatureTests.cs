using Platform.JobManager.Webhooks;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Webhooks;

public sealed class WebhookSignatureTests
{
    // The values are those of the tests in the Standard Webhooks libraries.
    [Fact]
    public void Signatures_follow_the_specification() =>
        WebhookSignature.Of(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            DateTimeOffset.FromUnixTimeSeconds(1614265330),
            """{"test": 2432232314}""")
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}
