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

    [Fact]
    public async Task Each_new_one_is_greater_than_those_before_it_also_within_a_millisecond()
    {
        var made = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 10_000).Select(_ => Id<Job>.New()).ToArray()))
        );

        Assert.All(made, ids => Assert.Equal(ids.Order(), ids));
        Assert.Equal(40_000, made.SelectMany(ids => ids).Distinct().Count());
        Assert.All(made.SelectMany(ids => ids), id => Assert.Equal((7, true), (id.Value.Version, id.Value.Variant is >= 8 and <= 11)));
    }
}
