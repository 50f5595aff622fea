using Mono.Cecil;
using Platform.Frontend.Elements;
using Platform.Frontend.Jobs;
using Platform.Frontend.Live;
using Platform.Unit.Architecture;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend;

/// <summary>That nothing is asked for while nobody is there holds because there is no other way to ask.</summary>
public sealed class AskingTests
{
    private static readonly AssemblyDefinition s_frontend = ProductProject.Named("Frontend").Assembly ?? throw new InvalidOperationException("not built");

    // Who may wait for the clock: the one way to poll, the stream that all tabs of a session share and that ends with the last of them, the
    // pause between two batches of it, the same between two readings of what a running job has heard, and the notices that go by themselves.
    private static readonly string[] s_mayWait = [nameof(Polling), nameof(JobFeed), nameof(FollowingComponent), "LiveCues", nameof(NoticeBoard)];

    [Fact]
    public void Only_polling_uses_timers()
    {
        var waiting = Calls(method => method is { DeclaringType.FullName: "System.Threading.PeriodicTimer", Name: ".ctor" } or { DeclaringType.FullName: "System.Threading.Tasks.Task", Name: "Delay" } or { DeclaringType.FullName: "System.Threading.Timer" });
        waiting.Select(caller => caller.Name).Distinct(StringComparer.Ordinal).ShouldBe(s_mayWait, ignoreOrder: true);
    }

    [Fact]
    public void Only_components_that_stop_when_unseen_follow_streams() => Calls(method => method.DeclaringType.FullName == typeof(JobFeeds).FullName && method.Name.StartsWith("Follow", StringComparison.Ordinal))
        .Where(caller => caller.FullName != typeof(JobFeeds).FullName)
        .ShouldAllBe(caller => Inherits(caller, typeof(FollowingComponent).FullName!));

    [Fact]
    public void Components_that_load_data_derive_from_LiveComponent()
    {
        // Those that only do what they are told to, and a reminder that stays away when it cannot read.
        string[] actors =
        [
            "NewJobPage", "RecogniseAgain", "StudioImport", "NewQueuePage", "PublishForm", "PasswordPanel", "EmailPanel", "DeleteAccountPanel", "EmailReminder",
            "ForgottenPasswordPage", "ResetPasswordPage", "VerifyEmailPage", "ConfirmEmailPage", "NewIncidentPage", "AcknowledgePage",
        ];
        var readers = s_frontend.MainModule.Types.Where(type => type.Properties.Any(property => property.PropertyType.Namespace == "Platform.Frontend.Gateway" && property.PropertyType.Name.EndsWith("Api", StringComparison.Ordinal))
            || type.Properties.Any(property => property.PropertyType.Name == "PanelLoader"));
        readers.Where(type => !Inherits(type, typeof(LiveComponent).FullName!)).Select(type => type.Name).ShouldBe(actors, ignoreOrder: true);
    }

    private static IEnumerable<TypeDefinition> Calls(Func<MethodReference, bool> isMeant) => s_frontend.MainModule.GetTypes()
        .Where(type => type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions).Any(step => step.Operand is MethodReference called && isMeant(called)))
        .Select(Outermost)
        .Distinct();

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is null ? type : Outermost(type.DeclaringType);

    private static bool Inherits(TypeDefinition type, string ancestor)
    {
        for (var at = type.BaseType; at is not null; at = (at as TypeDefinition)?.BaseType)
        {
            if (at.FullName == ancestor)
            {
                return true;
            }
        }

        return false;
    }
}
