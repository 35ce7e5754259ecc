using Altitude.Domain.Jobs;
using CsCheck;

namespace Altitude.Domain.Tests;

public sealed class IdTests
{
    [Fact]
    public void It_is_ordered_as_its_digits_are() =>
        Gen.Select(Gen.Guid, Gen.Guid)
            .Sample(
                (a, b) =>
                {
                    var (one, other) = (new Id<Job>(a), new Id<Job>(b));
                    return Math.Sign(one.CompareTo(other)) == Math.Sign(string.CompareOrdinal(one.ToString(), other.ToString()))
                        && one < other == (one.CompareTo(other) < 0)
                        && one >= other == !(one < other)
                        && one > other == other < one
                        && one <= other == other >= one;
                }
            );

    [Fact]
    public void It_is_read_as_it_was_written()
    {
        var id = Id<Job>.New();

        Assert.Equal(id, Id<Job>.Parse(id.ToString(), null));
        Assert.True(Id<Job>.TryParse(id.ToString(), null, out var read));
        Assert.Equal(id, read);
        Assert.False(Id<Job>.TryParse("JOB-1001", null, out _));
        Assert.False(Id<Job>.TryParse(null, null, out _));
    }
}
