using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ObjectStorage;
using Shouldly;
using Xunit;

namespace Platform.Integration.ObjectStorage;

/// <summary>The contract of object stores, which the tests of every provider inherit.</summary>
public abstract class ObjectStoreContract : IAsyncLifetime
{
    private readonly string _folder = $"media/{Guid.CreateVersion7():D}/";
    private IHost _host = null!;

    protected IObjectStore Store => _host.Services.GetRequiredService<IObjectStore>();

    public async Task InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "storage-test" });
        builder.Configuration.AddInMemoryCollection((await SettingsAsync())!);
        builder.AddObjectStorage();
        builder.Services.AddSingleton(TimeProvider.System);
        _host = builder.Build();
    }

    public virtual async Task DisposeAsync() => await ((IAsyncDisposable)_host).DisposeAsync();

    protected abstract Task<IReadOnlyDictionary<string, string>> SettingsAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(5 << 20)]
    [InlineData((11 << 20) + 3)]
    public async Task A_stored_object_is_read_back(int size)
    {
        var bytes = Bytes(size);
        var put = await Store.PutAsync(Key("a"), new OneWayStream(bytes), new PutLimits(size, size));
        put.Length.ShouldBe(size);

        // Eleven million of them: compared one by one they would take longer than their way there and back.
        (await ReadAsync(Key("a"))).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        (await Store.StatAsync(Key("a")))!.Length.ShouldBe(size);
    }

    [Fact]
    public async Task A_range_read_includes_the_size_of_the_whole_object()
    {
        var bytes = Bytes(100_000);
        await Store.PutAsync(Key("a"), new MemoryStream(bytes));
        (await ReadAsync(Key("a"), new ByteRange(10, 20))).ShouldBe(bytes[10..30]);
        (await ReadAsync(Key("a"), new ByteRange(99_990))).ShouldBe(bytes[99_990..]);
        (await ReadAsync(Key("a"), new ByteRange(99_990, 1_000_000))).ShouldBe(bytes[99_990..]);
        await using var part = (await Store.OpenReadAsync(Key("a"), new ByteRange(10, 20)))!;
        (part.Info.Length, part.Offset, part.Length).ShouldBe((100_000L, 10L, 20L));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.OpenReadAsync(Key("a"), new ByteRange(100_001)));
    }

    [Fact]
    public async Task A_missing_object_is_null_and_deleting_it_succeeds()
    {
        (await Store.StatAsync(Key("none"))).ShouldBeNull();
        (await Store.OpenReadAsync(Key("none"))).ShouldBeNull();
        await Store.DeleteAsync(Key("none"));
        (await Store.DeletePrefixAsync(_folder)).ShouldBe(0);
    }

    [Fact]
    public async Task A_failed_put_leaves_the_old_object_only()
    {
        await Store.PutAsync(Key("a"), new MemoryStream(Bytes(10)));
        var large = Bytes(12 << 20);
        (await Should.ThrowAsync<ObjectTooLargeException>(() => Store.PutAsync(Key("a"), new MemoryStream(large), new PutLimits(11 << 20)))).MaxLength.ShouldBe(11 << 20);
        await Should.ThrowAsync<ObjectLengthException>(() => Store.PutAsync(Key("a"), new MemoryStream(large), new PutLimits(ExpectedLength: large.Length + 1)));
        await Should.ThrowAsync<ObjectLengthException>(() => Store.PutAsync(Key("b"), new MemoryStream(Bytes(5)), new PutLimits(ExpectedLength: 6)));
        await Should.ThrowAsync<InvalidDataException>(() => Store.PutAsync(Key("b"), new OneWayStream(large, failAt: 6 << 20)));
        (await ReadAsync(Key("a"))).ShouldBe(Bytes(10));
        (await ListAsync()).ShouldBe([Key("a")]);
    }

    [Fact]
    public async Task Objects_are_listed_in_order_and_deleted_by_prefix()
    {
        foreach (var name in (string[])["b/2", "a", "b/10", "c"])
        {
            await Store.PutAsync(Key(name), new MemoryStream(Bytes(3)));
        }

        (await ListAsync()).ShouldBe([Key("a"), Key("b/10"), Key("b/2"), Key("c")]);
        (await Store.DeletePrefixAsync(Key("b/"))).ShouldBe(2);
        await Store.DeleteAsync(Key("a"));
        (await ListAsync()).ShouldBe([Key("c")]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Parts_are_composed_in_order_and_deleted(int count)
    {
        var parts = Enumerable.Range(0, count).Select(i => Key($"parts/{i}")).ToArray();
        foreach (var (part, i) in parts.Select((p, i) => (p, i)))
        {
            await Store.PutAsync(part, new MemoryStream([(byte)i, 7]));
        }

        (await Store.ComposeAsync(Key("whole"), parts)).Length.ShouldBe(count * 2);
        (await ReadAsync(Key("whole"))).ShouldBe([.. Enumerable.Range(0, count).SelectMany(i => new byte[] { (byte)i, 7 })]);
        (await ListAsync()).ShouldBe([Key("whole")]);
        await Should.ThrowAsync<FileNotFoundException>(() => Store.ComposeAsync(Key("other"), [Key("whole"), Key("none")]));
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("a/../../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData(".tmp/x")]
    [InlineData("a\\b")]
    [InlineData("a\u0000b")]
    [InlineData("")]
    public async Task A_key_cannot_escape_the_root(string key)
    {
        await Should.ThrowAsync<ArgumentException>(() => Store.PutAsync(key, new MemoryStream()));
        await Should.ThrowAsync<ArgumentException>(() => Store.OpenReadAsync(key));
        await Should.ThrowAsync<ArgumentException>(() => Store.DeletePrefixAsync(key + "/"));
    }

    [Fact]
    public async Task Readers_see_the_old_or_the_new_object_while_it_is_replaced()
    {
        await Store.PutAsync(Key("a"), new MemoryStream(new byte[200_000]));
        await using var old = (await Store.OpenReadAsync(Key("a")))!;
        await Store.PutAsync(Key("a"), new MemoryStream([1, 2, 3]));
        using var copy = new MemoryStream();
        await old.Content.CopyToAsync(copy);
        copy.ToArray().ShouldBe(new byte[200_000]);
        (await ReadAsync(Key("a"))).ShouldBe([1, 2, 3]);
    }

    private string Key(string name) => _folder + name;

    private async Task<byte[]> ReadAsync(string key, ByteRange? range = null)
    {
        await using var content = (await Store.OpenReadAsync(key, range))!;
        using var copy = new MemoryStream();
        await content.Content.CopyToAsync(copy);
        copy.Length.ShouldBe(content.Length);
        return copy.ToArray();
    }

    private async Task<List<string>> ListAsync()
    {
        List<string> keys = [];
        await foreach (var info in Store.ListAsync(_folder))
        {
            keys.Add(info.Key);
        }

        return keys;
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    /// <summary>As a request's body: read once, of unknown length, in pieces; breaks where told.</summary>
    private sealed class OneWayStream(byte[] bytes, int? failAt = null) : Stream
    {
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_at >= failAt)
            {
                throw new InvalidDataException("The client went away.");
            }

            var read = Math.Min(Math.Min(count, 70_000), bytes.Length - _at);
            bytes.AsSpan(_at, read).CopyTo(buffer.AsSpan(offset));
            _at += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
