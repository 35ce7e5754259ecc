using System.Globalization;
using Altitude.Domain;
using Altitude.Web.Components;

namespace Altitude.Web.Tests.Components;

public sealed class WordsTests
{
    private static readonly Words Denver = new(CultureInfo.GetCultureInfo("en-US"), TimeZoneInfo.FindSystemTimeZoneById("America/Denver"));
    private static readonly DateTimeOffset June = new(2027, 6, 8, 18, 5, 0, TimeSpan.Zero);

    [Fact]
    public void An_end_at_midnight_is_said_as_the_last_minute_of_the_day_before() =>
        Assert.Equal("until Tue, June 22, 11:59 PM MDT", Denver.ExpiryInWords(new(2027, 6, 23, 6, 0, 0, TimeSpan.Zero), June));

    [Fact]
    public void Another_year_is_named() =>
        Assert.Equal("Fri, January 7, 2028, 5:00 AM MST", Denver.Instant(new(2028, 1, 7, 12, 0, 0, TimeSpan.Zero), June));

    [Fact]
    public void Evidence_has_weekday_year_and_zone() => Assert.Equal("Tue, June 8, 2027, 12:05 PM MDT", Denver.Instant(June));

    [Theory]
    [InlineData("2027-11-07T07:30:00Z", "1:30 AM MDT")]
    [InlineData("2027-11-07T08:30:00Z", "1:30 AM MST")]
    public void The_hour_that_comes_twice_is_told_apart(string at, string said) =>
        Assert.EndsWith(said, Denver.Instant(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)), StringComparison.Ordinal);

    [Theory]
    [InlineData("America/Phoenix", "MST")]
    [InlineData("Europe/Dublin", "IST")]
    [InlineData("America/Sao_Paulo", "UTC-3")]
    [InlineData("Asia/Kolkata", "IST")]
    [InlineData("Asia/Kathmandu", "UTC+5:45")]
    [InlineData("Etc/UTC", "UTC")]
    public void A_zone_is_called_what_its_people_call_it(string zone, string name) =>
        Assert.Equal(name, new Words(CultureInfo.InvariantCulture, TimeZoneInfo.FindSystemTimeZoneById(zone)).ZoneName(June));

    [Theory]
    [InlineData("en-US", "USD", 108320, "$1,083.20")]
    [InlineData("en-US", "JPY", 1083, "JPY\u00A01,083")]
    [InlineData("en-US", "KWD", 1083200, "KWD\u00A01,083.200")]
    [InlineData("de-DE", "EUR", 108320, "1.083,20\u00A0€")]
    [InlineData("ja-JP", "JPY", 1083, "￥1,083")]
    [InlineData("en-US", "USD", -5000, "-$50.00")]
    public void Money_is_written_in_the_companys_way(string culture, string currency, long minor, string written) =>
        Assert.Equal(written, Words.MoneyIn(CultureInfo.GetCultureInfo(culture), new Money(minor, new Currency(currency))));

    [Fact]
    public void Percentages_have_no_idle_zeros()
    {
        Assert.Equal("8.81%", Denver.Percent(8.81m));
        Assert.Equal("30%", Denver.Percent(30.00m));
    }

    [Fact]
    public void A_difference_shows_its_sign() => Assert.Equal("+$43.52", Denver.Difference(new Money(4352, new Currency("USD"))));

    [Theory]
    [InlineData(30, "just now")]
    [InlineData(300, "5 minutes ago")]
    [InlineData(3_600, "1 hour ago")]
    [InlineData(86_400, "yesterday")]
    [InlineData(3 * 86_400, "3 days ago")]
    [InlineData(20 * 86_400, "Wed, May 19")]
    public void What_was_lately_is_said_by_how_long_ago(int seconds, string said) => Assert.Equal(said, Denver.Ago(June.AddSeconds(-seconds), June));
}
