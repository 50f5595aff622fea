using FsCheck;
using FsCheck.Fluent;
using Platform.Maintenance.Archives;
using Shouldly;
using Xunit;

namespace Platform.Unit.Maintenance.Archives;

public sealed class ArchiveReaderTests
{
    // Entries that are empty, small, around the edges of a piece and of a chunk, or several chunks long.
    private static readonly Gen<int> s_length = Gen.OneOf(
        Gen.Choose(0, 50), Gen.Choose(SealedChunk.PlainBytes - 60, SealedChunk.PlainBytes + 60), Gen.Choose((3 * SealedChunk.PlainBytes) - 5, (3 * SealedChunk.PlainBytes) + 5));

    private static readonly Gen<int[]> s_lengths = Gen.ArrayOf(s_length).Select(lengths => lengths.Length > 4 ? lengths[..4] : lengths);

    [Fact]
    public void What_was_written_is_read() => Prop.ForAll(s_lengths.ToArbitrary(), async lengths =>
    {
        var entries = await Sealed.ReadAsync(await Sealed.ArchiveAsync(lengths));

        entries.Count.ShouldBe(lengths.Length);
        for (var i = 0; i < lengths.Length; i++)
        {
            entries[i].Name.ShouldBe($"entry-{i}");
            entries[i].Content.AsSpan().SequenceEqual(Sealed.Content(i, lengths[i])).ShouldBeTrue();
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_truncation_is_found() => Prop.ForAll(s_lengths.Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(), async given =>
    {
        var archive = await Sealed.ArchiveAsync(given.Item1);

        await Should.ThrowAsync<InvalidDataException>(() => Sealed.ReadAsync(archive[..(given.Item2 % archive.Length)]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_flipped_bit_is_found() => Prop.ForAll(s_lengths.Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(), async given =>
    {
        var archive = await Sealed.ArchiveAsync(given.Item1);
        var (place, bit) = (given.Item2 / 8 % archive.Length, given.Item2 % 8);
        archive[place] ^= (byte)(1 << bit);

        // A high bit of the rounds would only make the test wait for a key that fits nothing.
        if (place is not (8 or 9 or 10))
        {
            await Should.ThrowAsync<InvalidDataException>(() => Sealed.ReadAsync(archive));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Every_cut_at_an_edge_of_a_chunk_is_found()
    {
        var archive = await Sealed.ArchiveAsync([4 * SealedChunk.PlainBytes]);
        for (var end = ArchiveHeader.Bytes; end < archive.Length; end += SealedChunk.SealedBytes)
        {
            await Should.ThrowAsync<InvalidDataException>(() => Sealed.ReadAsync(archive[..end]));
        }
    }

    [Fact]
    public async Task Chunks_in_another_order_are_found()
    {
        var archive = await Sealed.ArchiveAsync([4 * SealedChunk.PlainBytes]);
        var (first, second, third) = (ArchiveHeader.Bytes, ArchiveHeader.Bytes + SealedChunk.SealedBytes, ArchiveHeader.Bytes + (2 * SealedChunk.SealedBytes));
        byte[] changed = [.. archive[..first], .. archive[second..third], .. archive[first..second], .. archive[third..]];

        await Should.ThrowAsync<InvalidDataException>(() => Sealed.ReadAsync(changed));
    }

    [Fact]
    public async Task What_follows_an_archive_is_found() =>
        await Should.ThrowAsync<InvalidDataException>(async () => await Sealed.ReadAsync([.. await Sealed.ArchiveAsync([10]), 0]));

    [Fact]
    public async Task Another_passphrase_opens_nothing()
    {
        var archive = await Sealed.ArchiveAsync([10]);

        (await Should.ThrowAsync<InvalidDataException>(() => Sealed.ReadAsync(archive, "another passphrase"))).Message.ShouldContain("passphrase");
    }

    [Fact]
    public async Task The_same_content_is_never_encrypted_in_the_same_way() =>
        (await Sealed.ArchiveAsync([10])).ShouldNotBe(await Sealed.ArchiveAsync([10]));

    [Fact]
    public async Task An_entry_that_is_not_read_is_skipped_and_checked()
    {
        var archive = await Sealed.ArchiveAsync([200_000, 5]);
        using var reader = await ArchiveReader.OpenAsync(new MemoryStream(archive), Sealed.Passphrase, CancellationToken.None);

        (await reader.NextAsync(CancellationToken.None))!.Name.ShouldBe("entry-0");
        (await reader.NextAsync(CancellationToken.None))!.Name.ShouldBe("entry-1");
        (await reader.NextAsync(CancellationToken.None)).ShouldBeNull();
    }
}
