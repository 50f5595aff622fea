using Platform.Testkit.Files;
using Platform.Testkit.Running;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Platform.Unit.Testkit.Running;

/// <summary>A failed test says what is noted about it, at the beginning of its message.</summary>
public sealed class NotedFailuresTests
{
    private const string Reason = "Timeout 60000ms exceeded.";
    private static readonly byte[] s_picture = [1, 2, 3];

    [Fact]
    public void A_message_begins_with_the_reason_and_the_notes_and_keeps_the_rest()
    {
        using var folder = new TemporaryFolder();
        var notes = new FailureNotes();
        notes.Add(nameof(NotedFailuresTests), new FailureNote("/jobs shows notice: Not available"));
        notes.Add(nameof(NotedFailuresTests), new FailureNote("/shared shows heading: Captions", s_picture));
        notes.Add("OtherTests", new FailureNote("something else"));

        var message = Reported(notes, folder.Path, Failure(Reason + "\nCall log:\n  - waiting")).Messages.ShouldHaveSingleItem();

        message.ShouldStartWith($"{Reason} Call log:   - waiting | /jobs shows notice: Not available | /shared shows heading: Captions\n{Reason}\nCall log:");
        message.ShouldNotContain("something else");
        var file = Path.Combine(folder.Path, $"{nameof(NotedFailuresTests)}.{nameof(A_message_begins_with_the_reason_and_the_notes_and_keeps_the_rest)}-2.png");
        message.ShouldEndWith("Picture: " + file);
        File.ReadAllBytes(file).ShouldBe(s_picture);
    }

    [Fact]
    public void Notes_are_among_the_first_400_characters_of_a_long_message()
    {
        var notes = new FailureNotes();
        notes.Add(nameof(NotedFailuresTests), new FailureNote("/jobs shows notice: Not available"));

        Reported(notes, "", Failure(new string('x', 2_000))).Messages[0][..400].ShouldContain("notice: Not available");
    }

    [Fact]
    public void Without_notes_a_failure_is_passed_on_as_it_is()
    {
        var failure = Failure(Reason);

        Reported(new FailureNotes(), "", failure).ShouldBeSameAs(failure);
    }

    [Fact]
    public void Notes_of_one_test_are_not_those_of_the_next()
    {
        var notes = new FailureNotes();
        notes.Add(nameof(NotedFailuresTests), new FailureNote("of the test before"));
        var reports = new Reports();

        new NotedFailures(reports, notes, "").OnMessage(new TestStarting(SomeTest())).ShouldBeTrue();

        reports.All.ShouldHaveSingleItem().ShouldBeOfType<TestStarting>();
        notes.Of(nameof(NotedFailuresTests)).ShouldBeEmpty();
    }

    [Fact]
    public void The_message_stays_where_a_picture_cannot_be_kept()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("taken");
        File.WriteAllText(file, "not a folder");
        var notes = new FailureNotes();
        notes.Add(nameof(NotedFailuresTests), new FailureNote("/jobs shows nothing", s_picture));

        Reported(notes, file, Failure(Reason)).Messages[0].ShouldContain("No picture: ");
    }

    private static ITestFailed Reported(FailureNotes notes, string folder, TestFailed failure)
    {
        var reports = new Reports();
        new NotedFailures(reports, notes, folder).OnMessage(failure).ShouldBeTrue();
        return reports.All.ShouldHaveSingleItem().ShouldBeAssignableTo<ITestFailed>().ShouldNotBeNull();
    }

    private static TestFailed Failure(string message) => new(SomeTest(), 1, "", ["System.TimeoutException"], [message], [""], [-1]);

    private static XunitTest SomeTest()
    {
        var tests = new TestClass(
            new TestCollection(new TestAssembly(Reflector.Wrap(typeof(NotedFailuresTests).Assembly)), null, "collection"), Reflector.Wrap(typeof(NotedFailuresTests)));
        var method = typeof(NotedFailuresTests).GetMethod(nameof(A_message_begins_with_the_reason_and_the_notes_and_keeps_the_rest)).ShouldNotBeNull();
        var testCase = new XunitTestCase(
            new Reports(), TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, new TestMethod(tests, Reflector.Wrap(method)));
        return new XunitTest(testCase, "a test");
    }

    private sealed class Reports : LongLivedMarshalByRefObject, IMessageSink
    {
        public List<IMessageSinkMessage> All { get; } = [];

        public bool OnMessage(IMessageSinkMessage message)
        {
            All.Add(message);
            return true;
        }
    }
}
