//! What the window says and hears: announcements, all of its text, and what was done to it.

use crate::{App, wait};
use serde_json::Value;

/// Keeps every announcement: a live region says a thing once, and may say the next before anybody looks.
const LISTEN: &str = r"
    const heard = (window.heard = []);
    const live = '[role=status], [role=alert], [role=log], output, [aria-live=polite], [aria-live=assertive]';
    const hear = (region) => {
        const text = region.textContent.replace(/\s+/g, ' ').trim();
        if (text && heard.at(-1) !== text) heard.push(text);
    };
    const near = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
    window.hearing = new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes) {
            const region = near(target)?.closest(live);
            if (region) hear(region);
            for (const node of addedNodes) {
                if (node.nodeType === Node.ELEMENT_NODE) {
                    if (node.matches(live)) hear(node);
                    node.querySelectorAll(live).forEach(hear);
                }
            }
        }
    });
    hearing.observe(document, { subtree: true, childList: true, characterData: true });
    document.querySelectorAll(live).forEach(hear);
    const felt = (window.felt = { keys: 0, presses: 0 });
    const modifiers = ['Alt', 'Control', 'Meta', 'Shift'];
    addEventListener('keydown', ({ key }) => { if (!modifiers.includes(key)) felt.keys += 1; }, true);
    addEventListener('pointerdown', () => { felt.presses += 1; }, true);";

/// Takes everything up to the announcement that holds the given words, or nothing.
const HEARD: &str = r"
    const heard = window.heard;
    const at = heard.findIndex((text) => text.toLowerCase().includes(arguments[0].toLowerCase()));
    return at < 0 ? null : heard.splice(0, at + 1).at(-1);";

impl App<'_> {
    /// Starts to keep announcements.
    pub(crate) async fn listen(&self) {
        self.session
            .execute(LISTEN, Vec::new())
            .await
            .expect("the page takes an observer");
    }

    /// Keeps announcements no longer: whoever measures the page would measure that too.
    ///
    /// # Panics
    /// When the window does not answer.
    pub async fn stop_listening(&self) {
        let script = "hearing.disconnect()";
        let stopped = self.session.execute(script, Vec::new()).await;
        stopped.expect("the window answers");
    }

    /// Waits until a live region has said something with these words, whatever their case, and returns all of it.
    ///
    /// What was said is heard once: the next call looks only at what came after it.
    ///
    /// # Panics
    /// When nothing of the kind is said, telling what the window shows instead.
    pub async fn announced(&self, words: &str) -> String {
        let look = async || {
            let said = self.session.execute(HEARD, vec![Value::from(words)]).await;
            said.ok()?.convert::<Option<String>>().ok()?
        };
        let explain = async || {
            let heard = self.run_in_page("done(window.heard)").await;
            let text = self.text().await;
            format!("no announcement of {words:?}, but {heard}; the window shows:\n{text}")
        };
        wait::or_explain(wait::SOON, look, explain).await
    }

    /// How many times the pointer was pressed in the page so far.
    ///
    /// # Panics
    /// When the window does not answer.
    pub async fn presses(&self) -> u64 {
        self.felt("presses").await
    }

    /// How many keys were pressed in the page so far, with or without others held.
    pub(crate) async fn keys(&self) -> u64 {
        self.felt("keys").await
    }

    async fn felt(&self, what: &str) -> u64 {
        let script = "return window.felt[arguments[0]]";
        let felt = self.session.execute(script, vec![Value::from(what)]).await;
        felt.expect("the window answers")
            .convert()
            .expect("a number")
    }

    /// The window's whole document, with what is hidden in it.
    ///
    /// # Panics
    /// When the window does not answer.
    pub async fn markup(&self) -> String {
        self.session.source().await.expect("the window answers")
    }

    /// All of the window's text that can be seen.
    ///
    /// # Panics
    /// When the window does not answer.
    pub async fn text(&self) -> String {
        let text = self
            .session
            .execute("return document.body.innerText", Vec::new())
            .await;
        text.expect("the window answers").convert().expect("a text")
    }

    /// Runs a script in the page, as somebody would who got one in, and returns what it hands to
    /// `done`.
    ///
    /// # Panics
    /// When the script hands nothing over.
    pub async fn run_in_page(&self, script: &str) -> Value {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        let result = self.session.execute_async(script, Vec::new()).await;
        result.expect("the script ends").json().clone()
    }
}
