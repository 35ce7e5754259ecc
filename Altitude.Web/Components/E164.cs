using System.Globalization;
using PhoneNumbers;

namespace Altitude.Web.Components;

/// <summary>Phone numbers as they can be compared (ITU-T E.164), told by Google's libphonenumber.</summary>
internal static class E164
{
    /// <returns>"+13035550142"; empty: it is no number that could be called from there.</returns>
    public static string Of(string typed, CultureInfo culture)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return "";
        }

        var region = culture.IsNeutralCulture || culture.Name.Length == 0 ? "US" : new RegionInfo(culture.Name).TwoLetterISORegionName;
        try
        {
            var numbers = PhoneNumberUtil.GetInstance();
            var number = numbers.Parse(typed, region);
            return numbers.IsPossibleNumber(number) ? numbers.Format(number, PhoneNumberFormat.E164) : "";
        }
        catch (NumberParseException)
        {
            return ""; // Kept as it was typed; a person can read what a program cannot.
        }
    }
}
