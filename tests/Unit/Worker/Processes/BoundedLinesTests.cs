using System.Text;
using Platform.Worker.Processes;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Processes;

public sealed class BoundedLinesTests
{
    [Fact]
    public async Task An_endless_line_uses_limited_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var lines = new BoundedLines(new Endless(100 << 20));
        var first = (await lines.ReadAsync())!;
        first.Length.ShouldBe(BoundedLines.MaxChars);
        (await lines.ReadAsync()).ShouldBe("end");
        (await lines.ReadAsync()).ShouldBeNull();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\r\nb\n\nc\n", new[] { "a", "b", "", "c" })]
    public async Task Text_is_split_at_line_ends(string text, string[] expected)
    {
        using var lines = new BoundedLines(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        List<string> read = [];
        while (await lines.ReadAsync() is { } line)
        {
            read.Add(line);
        }

        read.ShouldBe(expected);
    }

    /// <summary>So many bytes of one line, then a short one.</summary>
    private sealed class Endless(long length) : Stream
    {
        private long _left = length;
        private bool _ended;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_left > 0)
            {
                var some = (int)Math.Min(buffer.Length, _left);
                buffer[..some].Fill((byte)'x');
                _left -= some;
                return some;
            }

            if (_ended)
            {
                return 0;
            }

            _ended = true;
            "\nend"u8.CopyTo(buffer);
            return 4;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
