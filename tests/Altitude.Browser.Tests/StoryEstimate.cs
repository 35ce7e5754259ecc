using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>The lines of EST-1001 as somebody of the company types them: $812.26, with its option $1,083.20.</summary>
internal static class StoryEstimate
{
    private static readonly (string Item, string Quantity, string Unit, string Price, string Discount, bool Taxed, bool Optional)[] s_lines =
    [
        ("Diagnostic", "1", "", "129.00", "50.00", false, false),
        ("Capacitor 45/5 uF", "1", "", "189.00", "", true, false),
        ("R-410A refrigerant, 3 lb", "3", "lb", "95.00", "", true, false),
        ("Labour on site", "1.5", "h", "145.00", "", false, false),
        ("Surge protector, whole house", "1", "", "249.00", "", true, true),
    ];

    /// <summary>By keyboard alone, from the empty first line, which has the focus.</summary>
    public static async Task TypeAsync(IPage page)
    {
        foreach (var (line, at) in s_lines.Select((line, at) => (line, at)))
        {
            await Expect(page.Locator("input[role=combobox]").Nth(at)).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync(line.Item);
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.TypeAsync(line.Quantity);
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.TypeAsync(line.Unit);
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.TypeAsync(line.Price);
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.TypeAsync(line.Discount);
            await page.Keyboard.PressAsync("Tab"); // Past the package, which there is none of.
            await page.Keyboard.PressAsync("Tab");
            var taxed = page.Locator("input[id$=-taxed]").Nth(at);
            if (await taxed.IsCheckedAsync() != line.Taxed)
            {
                await page.Keyboard.PressAsync("Space");
            }

            await page.Keyboard.PressAsync("Tab");
            if (line.Optional)
            {
                await page.Keyboard.PressAsync("Space");
            }

            if (at < s_lines.Length - 1)
            {
                await page.Keyboard.PressAsync("Enter");
            }
        }
    }
}
