using Platform.Testkit.Files;
using Platform.Worker.Processes;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Processes;

public sealed class MachineSlotsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_that_share_a_folder_have_the_same_name_by_whichever_path_they_know_it()
    {
        var name = Slots("slots").Name.ShouldNotBeNull();
        name.ShouldMatch("^[0-9a-f]{32}$");
        Slots("slots").Name.ShouldBe(name);
        Directory.CreateSymbolicLink(_folder.File("mounted"), _folder.File("slots"));
        Slots("mounted").Name.ShouldBe(name);
        Slots("others").Name.ShouldNotBe(name);
    }

    [Fact]
    public void A_name_that_was_not_written_to_its_end_is_replaced()
    {
        var slots = Slots("slots");
        var name = slots.Name.ShouldNotBeNull();
        File.WriteAllText(_folder.File("slots/name"), name[..10]);
        slots.Name.ShouldBe(name);
        var next = Slots("slots").Name.ShouldNotBeNull();
        next.Length.ShouldBe(name.Length);
        next.ShouldNotBe(name);
    }

    [Fact]
    public void A_folder_that_cannot_be_used_has_no_name()
    {
        File.WriteAllText(_folder.File("file"), "");
        Slots("file/slots").Name.ShouldBeNull();
    }

    private MachineSlots Slots(string folder) => new(_folder.File(folder), 1, TimeProvider.System);
}
