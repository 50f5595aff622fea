using System.Buffers.Binary;
using Platform.Testkit.Files;
using Platform.Worker.Media;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Media;

public sealed class IsoBoxesTests
{
    [Fact]
    public void A_truncated_index_counts_as_missing()
    {
        var type = Box("ftyp", 8);
        byte[] longData = [0, 0, 0, 1, .. "mdat"u8, 0, 0, 0, 0, 0, 0, 0, 24, .. new byte[8]];
        byte[] toTheEnd = [0, 0, 0, 0, .. "moov"u8, .. new byte[40]];

        Missing([.. type, .. Box("mdat", 100), .. Box("moov", 50)]).ShouldBe(MissingIndex.None);
        Missing([.. type, .. longData, .. Box("moov", 50)]).ShouldBe(MissingIndex.None);
        Missing([.. type, .. Box("mdat", 100), .. toTheEnd]).ShouldBe(MissingIndex.None);
        Missing([.. Box("moov", 50), .. Box("mdat", 100)[..20]]).ShouldBe(MissingIndex.None);

        Missing([.. type, .. Box("mdat", 100)]).ShouldBe(MissingIndex.Last);
        Missing([.. type, .. Box("mdat", 100)[..20]]).ShouldBe(MissingIndex.Last);
        Missing([.. type, .. Box("mdat", 100), .. Box("moov", 50)[..^1]]).ShouldBe(MissingIndex.Last);
        Missing([.. type, .. Box("mdat", 100), .. Box("moov", 50)[..5]]).ShouldBe(MissingIndex.Last);
        Missing([.. Box("moof", 50), .. Box("mdat", 100)]).ShouldBe(MissingIndex.First);
    }

    [Fact]
    public void A_file_without_boxes_lacks_no_index()
    {
        Missing([]).ShouldBe(MissingIndex.None);
        Missing([1, 2, 3]).ShouldBe(MissingIndex.None);
        Missing(new byte[1000]).ShouldBe(MissingIndex.None);
        Missing("only text, and no sound at all"u8.ToArray()).ShouldBe(MissingIndex.None);
    }

    private static MissingIndex Missing(byte[] content)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("file");
        File.WriteAllBytes(file, content);
        return IsoBoxes.MissingIndexOf(file, CancellationToken.None);
    }

    private static byte[] Box(string type, int bytes)
    {
        var box = new byte[8 + bytes];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        System.Text.Encoding.ASCII.GetBytes(type, box.AsSpan(4));
        return box;
    }
}
