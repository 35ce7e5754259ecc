using System.Reflection;
using System.Text;
using Altitude.Domain.Workspaces;
using SkiaSharp;

namespace Altitude.Web.Pdf;

/// <summary>
/// Sets a document as PDF: one column, in the company's colour, over as many pages as it needs. Typefaces come from the program itself, so that every machine sets
/// it the same; letters that they lack (they have Latin, Greek and Cyrillic ones) show as boxes, and nothing shapes Arabic or Indic.
/// </summary>
public sealed class PaperPdf : IDisposable
{
    private readonly SKTypeface _regular = Load("NotoSans-Regular.ttf");
    private readonly SKTypeface _bold = Load("NotoSans-Bold.ttf");

    public byte[] Write(Paper paper)
    {
        using var setter = new Setter(paper, _regular, _bold);
        return setter.Set();
    }

    public void Dispose()
    {
        _regular.Dispose();
        _bold.Dispose();
    }

    private static SKTypeface Load(string name)
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream($"Altitude.Web.Pdf.{name}")
            ?? throw new InvalidOperationException($"The typeface {name} is not in the program.");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException($"The typeface {name} cannot be read.");
    }

    /// <summary>Lays one document out, page by page, then draws it: how many pages there are is known only then.</summary>
    private sealed class Setter : IDisposable
    {
        private const float Margin = 50;
        private const float Gap = 12;
        private const float Foot = 46;

        /// <summary>More than the largest amount takes; the item keeps the rest.</summary>
        private const float WidestFigure = 105;

        private readonly Paper _paper;
        private readonly List<List<Action<SKCanvas>>> _pages = [];
        private readonly SKFont _title;
        private readonly SKFont _heading;
        private readonly SKFont _strong;
        private readonly SKFont _text;
        private readonly SKFont _small;
        private readonly SKPaint _ink = Paint(0x1B, 0x20, 0x28);
        private readonly SKPaint _quiet = Paint(0x5A, 0x64, 0x72);
        private readonly SKPaint _soft = Paint(0xF3, 0xF4, 0xF6);
        private readonly SKPaint _rule = Paint(0xD5, 0xD9, 0xDF);
        private readonly SKPaint _bar;
        private readonly SKPaint _link;
        private readonly float _width;
        private readonly float _height;
        private float _y;

        public Setter(Paper paper, SKTypeface regular, SKTypeface bold)
        {
            _paper = paper;
            (_width, _height) = paper.IsLetter ? (612, 792) : (595, 842);
            _title = Font(bold, 20);
            _heading = Font(bold, 11);
            _strong = Font(bold, 9.5f);
            _text = Font(regular, 9.5f);
            _small = Font(regular, 8);
            _bar = Paint(paper.Bar.Red, paper.Bar.Green, paper.Bar.Blue);
            var link = paper.Bar.ReadableOn(BrandColor.White, 4.5);
            _link = Paint(link.Red, link.Green, link.Blue);
        }

        private float Right => _width - Margin;

        private float Bottom => _height - Margin - Foot;

        private List<Action<SKCanvas>> Page => _pages[^1];

        public byte[] Set()
        {
            TurnPage();
            Head();
            Receiver();
            Lines();
            Sums();
            Texts();
            return Draw();
        }

        public void Dispose()
        {
            foreach (var part in (IDisposable[])[_title, _heading, _strong, _text, _small, _ink, _quiet, _soft, _rule, _bar, _link])
            {
                part.Dispose();
            }
        }

        private void TurnPage()
        {
            _pages.Add([]);
            Page.Add(c => c.DrawRect(0, 0, _width, 8, _bar));
            _y = Margin;
            if (_pages.Count > 1)
            {
                var y = _y;
                Page.Add(c => c.DrawText(_paper.Company, Margin, y, SKTextAlign.Left, _strong, _quiet));
                Page.Add(c => c.DrawText(_paper.Heading, Right, y, SKTextAlign.Right, _strong, _quiet));
                _y += 26;
            }
        }

        private void Head()
        {
            var (top, half) = (_y + 14, (Right - Margin - Gap) / 2);
            var left = top;
            foreach (var line in Wrap(_paper.Company, _heading, half))
            {
                Put(line, Margin, left, SKTextAlign.Left, _heading, _ink);
                left += 15;
            }

            foreach (var line in _paper.CompanyLines.SelectMany(l => Wrap(l, _small, half)))
            {
                Put(line, Margin, left, SKTextAlign.Left, _small, _quiet);
                left += 11.5f;
            }

            var right = top + 4;
            foreach (var line in Wrap(_paper.Heading, _title, half))
            {
                Put(line, Right, right, SKTextAlign.Right, _title, _ink);
                right += 24;
            }

            if (_paper.State.Length > 0)
            {
                Put(_paper.State, Right, right - 4, SKTextAlign.Right, _strong, _quiet);
                right += 12;
            }

            _y = Math.Max(left, right) + 20;
        }

        private void Receiver()
        {
            var half = (Right - Margin - Gap) / 2;
            var left = _y;
            Put(_paper.ReceiverLabel, Margin, left, SKTextAlign.Left, _small, _quiet);
            left += 14;
            foreach (var line in _paper.Receiver.SelectMany(l => Wrap(l, _text, half)))
            {
                Put(line, Margin, left, SKTextAlign.Left, _text, _ink);
                left += 13;
            }

            var right = _y;
            foreach (var fact in _paper.Facts)
            {
                Put(fact.Label, Margin + half + Gap, right, SKTextAlign.Left, _text, _quiet);
                foreach (var line in Wrap(fact.Value, _text, half - _text.MeasureText(Plain(fact.Label)) - Gap))
                {
                    Put(line, Right, right, SKTextAlign.Right, _text, _ink);
                    right += 13;
                }

                right += 2;
            }

            _y = Math.Max(left, right) + 16;
            foreach (var line in Wrap(_paper.Intro, _heading, Right - Margin))
            {
                Put(line, Margin, _y, SKTextAlign.Left, _heading, _ink);
                _y += 15;
            }

            _y += 8;
        }

        private void Lines()
        {
            // The item takes what the figures leave; they take what the widest of them needs.
            var amount = Widest(_paper.Lines.Select(l => l.Amount).Append(_paper.Columns[3]));
            var price = Widest(_paper.Lines.Select(l => l.Price).Append(_paper.Columns[2]));
            var quantity = Widest(_paper.Lines.Select(l => l.Quantity).Append(_paper.Columns[1]));
            var (amountAt, priceAt) = (Right - 6, Right - 6 - amount - Gap);
            var quantityAt = priceAt - price - Gap;
            var itemWidth = quantityAt - quantity - Gap - Margin - 6;

            ColumnHeads();
            foreach (var line in _paper.Lines)
            {
                var item = Wrap(line.Item, _text, itemWidth);
                var note = line.Note.Length == 0 ? [] : Wrap(line.Note, _small, itemWidth);
                var height = (item.Count * 13) + (note.Count * 11) + 7;
                if (_y + Math.Min(height, 60) > Bottom)
                {
                    TurnPage();
                    ColumnHeads();
                }

                Put(line.Quantity, quantityAt, _y, SKTextAlign.Right, _text, _ink);
                Put(line.Price, priceAt, _y, SKTextAlign.Right, _text, _ink);
                Put(line.Amount, amountAt, _y, SKTextAlign.Right, _text, _ink);
                foreach (var part in item)
                {
                    Make(13);
                    Put(part, Margin + 6, _y, SKTextAlign.Left, _text, _ink);
                    _y += 13;
                }

                foreach (var part in note)
                {
                    Make(11);
                    Put(part, Margin + 6, _y - 1, SKTextAlign.Left, _small, _quiet);
                    _y += 11;
                }

                var at = _y - 5;
                Page.Add(c => c.DrawRect(Margin, at, Right - Margin, .7f, _rule));
                _y += 9;
            }

            void ColumnHeads()
            {
                var at = _y;
                Page.Add(c => c.DrawRect(Margin, at - 13, Right - Margin, 20, _soft));
                Put(_paper.Columns[0], Margin + 6, _y, SKTextAlign.Left, _strong, _ink);
                Put(_paper.Columns[1], quantityAt, _y, SKTextAlign.Right, _strong, _ink);
                Put(_paper.Columns[2], priceAt, _y, SKTextAlign.Right, _strong, _ink);
                Put(_paper.Columns[3], amountAt, _y, SKTextAlign.Right, _strong, _ink);
                _y += 22;
            }
        }

        private void Sums()
        {
            _y += 4;
            var label = Margin + ((Right - Margin) * .45f);
            if (_y + (_paper.Sums.Count * 16) > Bottom && _paper.Sums.Count < 30)
            {
                TurnPage(); // Together, where they fit on one page at all.
            }

            foreach (var sum in _paper.Sums)
            {
                var font = sum.IsStrong ? _strong : _text;
                var lines = Wrap(sum.Label, font, Right - 6 - label - font.MeasureText(Plain(sum.Amount)) - Gap);
                Make(lines.Count * 13);
                if (sum.IsStrong)
                {
                    var at = _y - 11;
                    Page.Add(c => c.DrawRect(label, at, Right - label, .7f, _rule));
                    _y += 3;
                }

                Put(sum.Amount, Right - 6, _y, SKTextAlign.Right, font, _ink);
                foreach (var line in lines)
                {
                    Put(line, label, _y, SKTextAlign.Left, font, sum.IsStrong ? _ink : _quiet);
                    _y += 13;
                }

                _y += 3;
            }

            if (_paper.Link is { } link)
            {
                _y += 8;
                Make(16);
                var (page, at, width) = (Page, _y, _text.MeasureText(Plain(link.Words)));
                Put(link.Words, Right - 6, _y, SKTextAlign.Right, _text, _link);
                page.Add(c => c.DrawUrlAnnotation(new SKRect(Right - 6 - width, at - 10, Right - 6, at + 4), link.Address));
                _y += 16;
            }
        }

        private void Texts()
        {
            foreach (var text in _paper.Texts)
            {
                _y += 12;
                Make(32);
                Put(text.Heading, Margin, _y, SKTextAlign.Left, _strong, _ink);
                _y += 14;
                foreach (var line in text.Text.Split('\n').SelectMany(p => p.Trim().Length == 0 ? [""] : Wrap(p, _text, Right - Margin)))
                {
                    Make(13);
                    Put(line, Margin, _y, SKTextAlign.Left, _text, _ink);
                    _y += 13;
                }
            }
        }

        private byte[] Draw()
        {
            using var memory = new MemoryStream();
            using (var stream = new SKManagedWStream(memory))
            using (
                var document = SKDocument.CreatePdf(
                    stream,
                    new SKDocumentPdfMetadata
                    {
                        Title = _paper.Heading,
                        Author = _paper.Company,
                        Creator = "ALTITUDE",
                        Creation = _paper.At.UtcDateTime,
                        Modified = _paper.At.UtcDateTime,
                    }
                )
            )
            {
                for (var n = 0; n < _pages.Count; n++)
                {
                    var canvas = document.BeginPage(_width, _height);
                    foreach (var draw in _pages[n])
                    {
                        draw(canvas);
                    }

                    var foot = _height - Margin + 8;
                    canvas.DrawRect(Margin, foot - 16, Right - Margin, .7f, _rule);
                    canvas.DrawText(Plain($"{_paper.Company}, {_paper.Name}"), Margin, foot, SKTextAlign.Left, _small, _quiet);
                    canvas.DrawText(Plain(_paper.PageOf(n + 1, _pages.Count)), Right, foot, SKTextAlign.Right, _small, _quiet);
                    document.EndPage();
                }

                document.Close();
            }

            return memory.ToArray();
        }

        /// <summary>Turns the page where so much does not fit any more.</summary>
        private void Make(float room)
        {
            if (_y + room > Bottom)
            {
                TurnPage();
            }
        }

        private void Put(string text, float x, float y, SKTextAlign align, SKFont font, SKPaint paint)
        {
            var plain = Plain(text);
            Page.Add(c => c.DrawText(plain, x, y, align, font, paint));
        }

        private float Widest(IEnumerable<string> texts) =>
            Math.Min(WidestFigure, texts.Max(t => Math.Max(_text.MeasureText(Plain(t)), _strong.MeasureText(Plain(t)))));

        /// <summary>Breaks at spaces; a word that is wider than the line breaks anywhere.</summary>
        private static List<string> Wrap(string text, SKFont font, float width)
        {
            List<string> lines = [];
            var line = "";
            foreach (var word in Plain(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var rest = word;
                if (line.Length > 0 && font.MeasureText($"{line} {rest}") <= width)
                {
                    line = $"{line} {rest}";
                    continue;
                }

                if (line.Length > 0)
                {
                    lines.Add(line);
                    line = "";
                }

                while (font.MeasureText(rest) > width && rest.Length > 1)
                {
                    var fits = Fitting(rest, font, width);
                    lines.Add(rest[..fits]);
                    rest = rest[fits..];
                }

                line = rest;
            }

            if (line.Length > 0 || lines.Count == 0)
            {
                lines.Add(line);
            }

            return lines;
        }

        private static int Fitting(string word, SKFont font, float width)
        {
            var fits = Math.Max(1, (int)font.BreakText(word, width));
            return fits < word.Length && char.IsLowSurrogate(word[fits]) ? Math.Max(fits - 1, 2) : fits; // Never between the two halves of a letter.
        }

        /// <summary>What a person typed may hold characters that no line can show.</summary>
        private static string Plain(string text)
        {
            if (!text.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u00A0' or '\u202F' or '\u2028' or '\u2029'))
            {
                return text;
            }

            var plain = new StringBuilder(text.Length);
            foreach (var rune in text.EnumerateRunes()) // Halves of letters become the replacement character.
            {
                plain.Append(Rune.IsControl(rune) || rune.Value is 0xA0 or 0x202F or 0x2028 or 0x2029 ? " " : rune.ToString());
            }

            return plain.ToString();
        }

        /// <summary>Letters stand where the typeface says, not where a screen's dots would be.</summary>
        private static SKFont Font(SKTypeface typeface, float size) =>
            new(typeface, size)
            {
                Subpixel = true,
                LinearMetrics = true,
                Hinting = SKFontHinting.None,
            };

        private static SKPaint Paint(byte red, byte green, byte blue) => new() { Color = new SKColor(red, green, blue), IsAntialias = true };
    }
}
