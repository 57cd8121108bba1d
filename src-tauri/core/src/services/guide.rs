//! What is done at a service's own site, because its API does not offer it.

use crate::error::Operation;
use crate::services::Descriptor;
use crate::view::GuideView;

/// How something is done at a service's own site, as its documentation describes it.
#[derive(Debug)]
pub struct Guide {
    /// What is done.
    pub operation: Operation,
    /// The address of the site; nothing where no documentation has one.
    pub site: Option<&'static str>,
    /// The steps there.
    pub steps: &'static [&'static str],
    /// What the documentation advises besides.
    pub advice: &'static [&'static str],
    /// Which documentation.
    pub source: &'static str,
}

impl Descriptor {
    /// How `operation` is done at the service's own site, for the window.
    pub fn guide_view(&self, operation: Operation) -> Option<GuideView> {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        self.guide(operation).map(|guide| GuideView {
            service: self.service.as_str().to_owned(),
            operation,
            site: guide.site.map(str::to_owned),
            steps: texts(guide.steps),
            advice: texts(guide.advice),
            source: guide.source.to_owned(),
        })
    }
}
